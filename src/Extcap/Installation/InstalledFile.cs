namespace Extcap.Installation;

/// <summary>A file that belongs to the installation: where it is, and what is in it.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Content">What is in it; null for a link to this program.</param>
internal sealed record InstalledFile(string Path, string? Content)
{
    /// <summary>What is wrong with it, in one sentence; null where nothing is.</summary>
    public string? FindFault(string program)
    {
        if (Content is null)
        {
            FileSystemInfo? target = new FileInfo(Path).ResolveLinkTarget(returnFinalTarget: true);
            return !File.Exists(Path) ? "is missing" : target?.FullName != program ? $"starts another program than {program}" : null;
        }

        return !File.Exists(Path) ? "is missing" : File.ReadAllText(Path) != Content ? "is of another version" : null;
    }

    /// <summary>Puts it in place.</summary>
    public void Write(string program)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        if (Content is not null)
        {
            File.WriteAllText(Path, Content);
            return;
        }

        File.Delete(Path);
        File.CreateSymbolicLink(Path, program);
    }
}
