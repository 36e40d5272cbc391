using System.Runtime.CompilerServices;

namespace Shared;

/// <summary>A test over real captures, which are kept beside the repository: skipped, with the reason, where they or tshark are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedCapturesFactAttribute : FactAttribute
{
    public SharedCapturesFactAttribute()
    {
        if (!Directory.Exists(Folder()))
        {
            Skip = "There are no captures in ../shared/captures, beside the repository.";
        }
        else if (!ExternalProgram.Exists("tshark"))
        {
            Skip = "tshark is not installed.";
        }
    }

    public static string Folder([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "shared", "captures"));

    /// <summary>The captures that the manifest names.</summary>
    public static string[] Files() =>
        [.. File.ReadLines(Path.Combine(Folder(), "MANIFEST.tsv")).Skip(1).Select(line => Path.Combine(Folder(), line.Split('\t')[0]))];
}
