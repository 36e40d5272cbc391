using TcpEngine.Drill;

namespace TcpEngine.Tests.Drill;

/// <summary>The scripts in <c>Scripts</c>: each shows a requirement, which its name and its first lines say.</summary>
public sealed class ScriptTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Drill", "Scripts");

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.pkt").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_script_passes(string name)
    {
        DrillResult result = Scripts.Play(File.ReadAllText(Path.Combine(Folder, name + ".pkt")));

        Assert.True(result.Failure is null, result.Failure?.Describe(name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_script_says_which_section_it_shows(string name) =>
        Assert.Matches(@"\A// .*(RFC \d+|packetdrill)", File.ReadLines(Path.Combine(Folder, name + ".pkt")).First());
}
