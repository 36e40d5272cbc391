using System.Text.RegularExpressions;
using Extcap.Lab.Files;
using Shared;
using TcpEngine;

namespace Extcap.Tests.Lab;

public sealed partial class ScenarioFileTests
{
    private const string Steps = "steps: [{at: 0 s, host: B, do: listen}]\n";

    public static TheoryData<string> Examples { get; } = [.. FencedYaml().Matches(File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "scenarios.md"))).Select(match => match.Groups[1].Value)];

    [Fact]
    public void The_page_has_its_examples() => Assert.Equal(7, Examples.Count);

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_of_the_page_comes_to_its_end_with_every_byte(string text)
    {
        ScenarioResult result = ScenarioRun.Play(ScenarioFile.Parse(text, "example"), new ScenarioSettings());

        Assert.True(result.IsComplete);
        Assert.True(result.IsIntact);
        Assert.All(result.Hosts.SelectMany(host => host.Connections), connection => Assert.Equal((true, TcpFailure.None), (connection.WasConnected, connection.Failure)));
        Assert.True(result.Hosts.Sum(host => host.BytesReceived) >= 1000);
    }

    [Fact]
    public void A_file_says_the_same_as_a_scenario_of_the_catalog()
    {
        const string Text = """
            title: A closes; B finishes sending, then closes too
            steps:
              - {at: 0 ms, host: B, do: listen}
              - {at: 1 ms, host: A, do: connect}
              - {when: connected, after: 50 ms, host: A, do: close}
              - {when: peer-closed, after: 50 ms, host: B, do: send, bytes: 1000}
              - {when: peer-closed, after: 70 ms, host: B, do: close}
            """;
        Assert.True(ScenarioCatalog.TryFind("close", out Scenario? close));
        Sent fromFile = new();
        Sent fromCatalog = new();

        ScenarioRun.Play(ScenarioFile.Parse(Text, "close"), new ScenarioSettings(), fromFile);
        ScenarioRun.Play(close, new ScenarioSettings(), fromCatalog);

        Assert.Equal(fromCatalog.Packets, fromFile.Packets);
    }

    [Fact]
    public void Every_setting_of_a_link_and_a_connection_is_taken_over()
    {
        Scenario scenario = ScenarioFile.Parse(
            """
            connections: {congestion-control: newreno, ecn: off, no-delay: yes, mss: 900, receive-buffer: 64 KiB, timestamps: false, keep-alive: true, keep-alive-idle: 1 min, ttl: 9, fast-open: with-cookie, user-timeout-option: true, accept-unknown-signatures: false}
            link:
              rate: 1.5 Mbit/s
              delay: 2 ms
              jitter: 500 us
              queue: 7
              queue-bytes: 9 kB
              codel: {target: 6 ms}
              ecn: true
              mark-at: 3
              loss: 0.5 %
              burst-loss: {to-bad: 1 %, to-good: 25 %}
              duplication: 2 %
              reordering: 3 %
              reordering-delay: 1 s
              corruption: 4 %
              mtu: 1280
            steps: [{at: 0 s, host: B, do: listen}]
            """,
            "all");

        LinkSettings expected = new()
        {
            BitsPerSecond = 1_500_000,
            Delay = Duration.FromMilliseconds(2),
            Jitter = Duration.FromMicroseconds(500),
            QueueLimit = 7,
            QueueByteLimit = 9000,
            CoDel = new CoDelSettings(Duration.FromMilliseconds(6), Duration.FromMilliseconds(100)),
            MarksEcn = true,
            MarkingThreshold = 3,
            Loss = 0.005,
            BurstLoss = new GilbertElliottLoss(0.01, 0.25),
            Duplication = 0.02,
            Reordering = 0.03,
            ReorderingDelay = Duration.FromSeconds(1),
            Corruption = 0.04,
            Mtu = 1280,
        };
        Assert.Equal(expected, scenario.MainLink);
        Assert.Equal(
            TcpConnectionOptions.Default with
            {
                CongestionControl = CongestionControlAlgorithm.NewReno,
                Ecn = EcnUse.Off,
                NoDelay = true,
                MaximumSegmentSize = 900,
                ReceiveBufferSize = 65_536,
                Timestamps = false,
                KeepAlive = true,
                KeepAliveIdle = Duration.FromSeconds(60),
                TimeToLive = 9,
                FastOpen = FastOpenUse.WithCookie,
                UserTimeoutExchange = new UserTimeoutExchange(),
                AcceptUnknownSignatures = false,
            },
            scenario.Connections);
    }

    [Theory]
    [InlineData("", 1, 1, "The file is empty.")]
    [InlineData("steps: [", 2, 1, "This is no YAML: ")]
    [InlineData("story: x\n", 1, 1, "'steps' is missing: nobody does anything.")]
    [InlineData("link: {delai: 5 ms}\n" + Steps, 1, 8, "There is no 'delai' in a link's settings; did you mean 'delay'?")]
    [InlineData("link: {delay: 5 meters}\n" + Steps, 1, 15, "'delay' must be a time, as 50 ms (ns, us, ms, s, min, h), not '5 meters'.")]
    [InlineData("link:\n  loss: 200 %\n" + Steps, 2, 9, "'loss' must be a share of all packets, from 0 % to 100 %, not '200 %'.")]
    [InlineData("link: {rate: 10 bit/s}\n" + Steps, 1, 14, "'rate' must be from 1000 to 1000000000000.")]
    [InlineData("hosts: {A: 192.0.2.1, B: 192.0.2.300}\n" + Steps, 1, 26, "'192.0.2.300' is no IPv4 or IPv6 address of a host.")]
    [InlineData("hosts: {A: 192.0.2.1, B: 192.0.2.1}\n" + Steps, 1, 26, "'A' has the address 192.0.2.1 already.")]
    [InlineData("hosts: {A: 192.0.2.1, B: 192.0.2.2, C: 192.0.2.3}\n" + Steps, 1, 1, "'links' is missing: with more than two hosts and routers, say who is linked to whom.")]
    [InlineData("links: [{between: [A, C]}]\n" + Steps, 1, 23, "There is no host or router 'C'. There are: A, B.")]
    [InlineData("steps:\n  - {at: 0 s, host: C, do: listen}\n", 2, 21, "There is no host 'C'. There are: A, B.")]
    [InlineData("steps:\n  - {at: 0 s, host: A, do: jump}\n", 2, 28, "'do' must be one of listen, connect, ")]
    [InlineData("steps:\n  - {host: A, do: listen}\n", 2, 5, "'at' or 'when' is missing: when does it happen?")]
    [InlineData("steps:\n  - {when: received, host: A, do: close}\n", 2, 12, "How much must be received? Write: received 100 kB")]
    [InlineData("steps:\n  - {at: 0 s, host: A, do: send}\n", 2, 5, "'bytes' is missing: how much is sent?")]
    [InlineData("steps:\n  - {at: 0 s, host: A, do: close, bytes: 4}\n", 2, 35, "There is no 'bytes' in a step")]
    [InlineData("faults: [{from: A, do: delay}]\n" + Steps, 1, 10, "'by' is missing: how much later does the packet arrive?")]
    [InlineData("steps:\n  - {at: 0 s, host: A, do: forge, segment: {from: A, to: B, flags: SYN, sequence: soon}}\n", 2, 83, "'sequence' must be a number, or 'expected' or 'sent'")]
    public void A_mistake_is_told_with_its_place(string text, long line, long column, string message)
    {
        ScenarioFileException refused = Assert.Throws<ScenarioFileException>(() => ScenarioFile.Parse(text, "wrong"));

        Assert.Equal((line, column), (refused.Line, refused.Column));
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_program_plays_a_file_and_names_it_where_it_is_wrong()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("mine.yaml"), "steps:\n  - {at: 0 s, host: B, do: listen}\n  - {at: 1 ms, host: A, do: connect}\n");
        File.WriteAllText(folder.File("wrong.yaml"), "steps:\n  - {at: 0 s, host: B, do: lissen}\n");
        File.WriteAllText(folder.File("twice.yaml"), "steps:\n  - {at: 0 s, host: B, do: listen}\n  - {at: 1 s, host: B, do: listen}\n");

        ExternalProgram played = ProgramUnderTest.Run("lab", folder.File("mine.yaml"), "-w", folder.File("mine.pcapng"));
        ExternalProgram refused = ProgramUnderTest.Run("lab", folder.File("wrong.yaml"));
        ExternalProgram impossible = ProgramUnderTest.Run("lab", folder.File("twice.yaml"));
        ExternalProgram missing = ProgramUnderTest.Run("lab", folder.File("missing.yaml"));

        Assert.Equal(0, played.ExitCode);
        Assert.Contains("SYN,ACK seq=0 ack=1", played.Output, StringComparison.Ordinal);
        Assert.True(new FileInfo(folder.File("mine.pcapng")).Length > 1000);
        Assert.Equal(2, refused.ExitCode);
        Assert.StartsWith($"{folder.File("wrong.yaml")}:2:28: 'do' must be one of ", refused.Error, StringComparison.Ordinal);
        Assert.Equal(1, impossible.ExitCode);
        Assert.Equal("twice: At 1.000000000 s, B cannot Listen: There is a listener on 192.0.2.2:80 already.\n", impossible.Error);
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("missing.yaml' cannot be read: ", missing.Error, StringComparison.Ordinal);
    }

    private static string RepositoryRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Tcp.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex FencedYaml();

    /// <summary>The packets that were sent.</summary>
    private sealed class Sent : IEngineObserver
    {
        public List<string> Packets { get; } = [];

        public void Observe(in EngineEvent e)
        {
            if (e.Kind == EngineEventKind.SegmentSent)
            {
                Packets.Add($"{e.Time} {Convert.ToHexString(e.Packet)}");
            }
        }
    }
}
