using TcpEngine.Drill;

namespace TcpEngine.Tests.Drill;

/// <summary>The scripts in <c>Scripts</c>: each shows a requirement, which its name and its first lines say.</summary>
public sealed class ScriptTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Drill", "Scripts");

    // What the engine does not do as its script says. A script here must go on failing: who mends the engine takes it out.
    private static readonly Dictionary<string, string> KnownFailures = new()
    {
        ["rfc2018-8-reneging"] = "After a time-out SACKed segments count as held by the peer, unless the first one is among them.",
    };

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.pkt").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_script_passes(string name)
    {
        DrillResult result = Scripts.Play(File.ReadAllText(Path.Combine(Folder, name + ".pkt")));

        if (KnownFailures.TryGetValue(name, out string? reason))
        {
            Assert.False(result.Failure is null, $"{name} passes now: take it out of the known failures. It was: {reason}");
        }
        else
        {
            Assert.True(result.Failure is null, result.Failure?.Describe(name));
        }
    }

    [Fact]
    public void Each_known_failure_is_a_script() => Assert.All(KnownFailures.Keys, name => Assert.True(File.Exists(Path.Combine(Folder, name + ".pkt")), name));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_script_says_which_section_it_shows(string name) =>
        Assert.Matches(@"\A// .*(RFC \d+|packetdrill)", File.ReadLines(Path.Combine(Folder, name + ".pkt")).First());
}
