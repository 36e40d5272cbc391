using System.Xml;
using HeaderSpec.Diagnostics;
using HeaderSpec.Lua;
using HeaderSpec.Model;
using HeaderSpec.Reading;
using HeaderSpec.Resolving;
using Shared;

namespace HeaderSpec.Generator.Tests.Lua;

/// <summary>Dissectors in a folder of their own, and the real tshark that runs them.</summary>
internal sealed class DissectorFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("headerspec-lua-");
    private readonly List<string> _scripts = [];

    /// <summary>The text of a spec's dissector. Imports are specs of the same folder.</summary>
    public static string Generate(string specPath, LuaBindings bindings)
    {
        SpecDocument[] documents = [.. Directory.EnumerateFiles(Path.GetDirectoryName(specPath)!, "*.ksy").Select(path => SpecDocument.Of(path, File.ReadAllText(path)))];
        SpecDocument document = documents.Single(other => other.Path == specPath);
        DiagnosticBag diagnostics = new(specPath);
        World? world = SpecResolver.Resolve(SpecClosure.Of(document, documents), diagnostics);
        Assert.True(world is not null, string.Join("\n", diagnostics.ToArray()));
        return LuaDissector.Generate(world, LuaDissector.TitleOf(document, world), bindings);
    }

    /// <summary>Adds a dissector to those that tshark loads.</summary>
    public void Add(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name + ".lua");
        File.WriteAllText(path, text);
        _scripts.Add(path);
    }

    /// <summary>Runs tshark on a capture. Neither a script nor the dissection of a packet may raise an error in Lua.</summary>
    public ExternalProgram Tshark(RawCapture capture, params string[] arguments)
    {
        string file = Path.Combine(_folder.FullName, "packets.pcap");
        capture.Save(file);
        ExternalProgram shown = ExternalProgram.Run("tshark", [.. _scripts.SelectMany(script => new[] { "-X", $"lua_script:{script}" }), "-r", file, .. arguments], _folder.FullName);
        Assert.True(shown.ExitCode == 0, shown.Error);
        string complaints = string.Join("\n", shown.Error.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("Running as user", StringComparison.Ordinal)));
        Assert.True(complaints.Length == 0, complaints);
        Assert.DoesNotContain("Lua Error", shown.Output, StringComparison.Ordinal);
        return shown;
    }

    /// <summary>What tshark shows of each packet: its protocols' elements.</summary>
    public IEnumerable<XmlElement> Packets(RawCapture capture, params string[] arguments)
    {
        XmlDocument document = new();
        document.LoadXml(Tshark(capture, ["-T", "pdml", .. arguments]).Output);
        return document.DocumentElement!.ChildNodes.OfType<XmlElement>();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
