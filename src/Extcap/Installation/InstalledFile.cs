namespace Extcap.Installation;

/// <summary>A file that belongs to the installation: where it is, and what is in it.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Content">What is in it; null for a link to this program.</param>
/// <param name="IsSeed">Whether Wireshark goes on writing it, so that another content is no fault.</param>
internal sealed record InstalledFile(string Path, string? Content, bool IsSeed = false)
{
    /// <summary>What is wrong with it, in one sentence; null where nothing is.</summary>
    public string? FindFault(string program)
    {
        if (!File.Exists(Path))
        {
            return "is missing";
        }

        if (Content is not null)
        {
            return IsSeed || File.ReadAllText(Path) == Content ? null : "is of another version";
        }

        return new FileInfo(Path).ResolveLinkTarget(returnFinalTarget: true)?.FullName == program ? null : $"starts another program than {program}";
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
