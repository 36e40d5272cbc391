using HeaderSpec.Reading;

namespace Extcap.Specs;

/// <summary>Finds spec files on the disk: one, and what it imports.</summary>
internal static class SpecFiles
{
    /// <summary>The spec of a file with all that it imports, directly or not.</summary>
    /// <exception cref="UserErrorException">A file cannot be read.</exception>
    public static SpecClosure Load(string path)
    {
        List<SpecDocument> found = [Read(Path.GetFullPath(path), path)];
        for (int i = 0; i < found.Count; i++)
        {
            foreach (string name in found[i].Imports.Where(name => name.Length > 0))
            {
                if (Find(found[i].Path, name) is { } file && !found.Exists(other => other.Path == file))
                {
                    found.Add(Read(file, file));
                }
            }
        }

        return SpecClosure.Of(found[0], found);
    }

    // `name` stands beside the file, `/name` in a folder above it, as does `name` where nothing stands beside.
    private static string? Find(string importer, string name)
    {
        string folder = Path.GetDirectoryName(importer)!;
        string beside = Path.GetFullPath(Path.Combine(folder, name.TrimStart('/') + ".ksy"));
        if (name[0] != '/' && File.Exists(beside))
        {
            return beside;
        }

        for (string? above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            string file = Path.GetFullPath(Path.Combine(above, name.TrimStart('/') + ".ksy"));
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }

    private static SpecDocument Read(string path, string shown)
    {
        try
        {
            return SpecDocument.Of(path, File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{shown}' cannot be read: {UserErrorException.OneLine(exception)}");
        }
    }
}
