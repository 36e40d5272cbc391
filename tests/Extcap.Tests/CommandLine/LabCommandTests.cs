using Shared;

namespace Extcap.Tests.CommandLine;

public sealed class LabCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_handshake_is_drawn_as_a_ladder()
    {
        ExternalProgram drawn = ProgramUnderTest.Run("lab", "handshake");

        Assert.Equal(0, drawn.ExitCode);
        Snapshot.Verify(drawn.Output, "txt");
    }

    [Fact]
    public void An_unknown_scenario_lists_the_known_ones()
    {
        ExternalProgram refused = ProgramUnderTest.Run("lab", "handshakes");

        Assert.Equal(2, refused.ExitCode);
        Assert.StartsWith("There is no scenario 'handshakes'. There are: handshake, handshake-data, fast-open, transfer, ", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--loss", "101", "The loss must be a probability from 0 to 1 (0 % to 100 %).\n")]
    [InlineData("--loss", "x", "The loss 'x' is no number.\n")]
    [InlineData("--jitter", "20000", "The jitter must be from 0 to 10,000 ms.\n")]
    [InlineData("--rate", "0.5", "The rate must be 0, for no limit, or at least 1,000 bits per second.\n")]
    [InlineData("--queue", "0", "The queue must hold 1 to 1,000,000 packets.\n")]
    [InlineData("--congestion", "vegas", "The congestion control is cubic or newreno, not 'vegas'.\n")]
    [InlineData("--ecn", "yes", "ecn is on, accurate or off, not 'yes'.\n")]
    [InlineData("--delay", "-1", "The delay must be from 0 to 10,000 ms.\n")]
    [InlineData("--seed", "-1", "The seed '-1' is no whole number from 0 to 18446744073709551615.\n")]
    public void A_bad_setting_is_told(string option, string value, string message)
    {
        ExternalProgram refused = ProgramUnderTest.Run("lab", "close", option, value);

        Assert.Equal(2, refused.ExitCode);
        Assert.Equal(message, refused.Error);
    }

    [Theory]
    [InlineData("handshake-data", "PSH,ACK seq=1 ack=1 len=100")]
    [InlineData("old-duplicate-syn", "B: SYN-RECEIVED -> LISTEN: the peer resets a half-open connection")]
    [InlineData("half-open", "B: the host starts again, and knows nothing of the connections that it had (RFC 9293, 3.5.1)")]
    [InlineData("fast-retransmit", "again: ")]
    [InlineData("duplicated", "sack=2897-4345")]
    [InlineData("path-mtu", "R: ICMP fragmentation needed, MTU 1280 from 192.0.2.254 to 192.0.2.1")]
    [InlineData("codel", "(RFC 8289, 5)")]
    [InlineData("congestion", "cwnd ")]
    [InlineData("syn-flood", "99873 SYN cookies sent, 1 came back, never more than 129 connections held")]
    [InlineData("blind-reset", "B: drops it: a RST that is not exactly where it must be, so perhaps forged (RFC 5961, 3.2)")]
    [InlineData("teardrop", "fragment 24-32")]
    [InlineData("bad-options", "InvalidValue at byte 21: /types/option/seq/len")]
    public void The_ladder_says_what_happened_and_why(string scenario, string line)
    {
        ExternalProgram drawn = ProgramUnderTest.Run("lab", scenario);

        Assert.Equal(0, drawn.ExitCode);
        Assert.Contains(line, drawn.Output, StringComparison.Ordinal);
        Assert.True(drawn.Output.Split('\n').Length < 900);
    }

    [Fact]
    public void An_attack_is_drawn_with_a_lane_for_each_host()
    {
        ExternalProgram drawn = ProgramUnderTest.Run("lab", "blind-syn");

        Assert.Equal(0, drawn.ExitCode);
        Snapshot.Verify(drawn.Output, "txt");
    }

    [Fact]
    public void Settings_change_the_scenario()
    {
        string reno = ProgramUnderTest.Run("lab", "fast-retransmit", "--congestion", "newreno").Output;
        string marked = ProgramUnderTest.Run("lab", "codel", "--ecn", "on").Output;
        string dropped = ProgramUnderTest.Run("lab", "syn-flood", "--syn-cookies", "off").Output;

        Assert.NotEqual(ProgramUnderTest.Run("lab", "fast-retransmit").Output, reno);
        Assert.Contains("it marks the packet instead of dropping it (RFC 3168, 5)", marked, StringComparison.Ordinal);
        Assert.DoesNotContain("SYN cookies sent", dropped, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("congestion")]
    [InlineData("lossy")]
    [InlineData("syn-flood")]
    public void A_scenario_with_chance_in_it_writes_the_same_file_each_time(string scenario)
    {
        ProgramUnderTest.Run("lab", scenario, "-w", _folder.File("first"));
        ProgramUnderTest.Run("lab", scenario, "-w", _folder.File("second"));

        Assert.True(File.ReadAllBytes(_folder.File("first")).AsSpan().SequenceEqual(File.ReadAllBytes(_folder.File("second"))));
    }

    [Fact]
    public void The_same_seed_writes_the_same_file()
    {
        ProgramUnderTest.Run("lab", "transfer", "--seed", "3", "--loss", "5", "-w", _folder.File("first"));
        ProgramUnderTest.Run("lab", "transfer", "--seed", "3", "--loss", "5", "-w", _folder.File("second"));
        ProgramUnderTest.Run("lab", "transfer", "--seed", "4", "--loss", "5", "-w", _folder.File("third"));

        Assert.Equal(File.ReadAllBytes(_folder.File("first")), File.ReadAllBytes(_folder.File("second")));
        Assert.NotEqual(File.ReadAllBytes(_folder.File("first")), File.ReadAllBytes(_folder.File("third")));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_named()
    {
        ExternalProgram refused = ProgramUnderTest.Run("lab", "close", "-w", _folder.File("no/such/folder.pcapng"));

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("no/such/folder.pcapng' cannot be written: ", refused.Error, StringComparison.Ordinal);
        Assert.Single(refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [UnixFact]
    public void A_full_disk_is_told()
    {
        ExternalProgram refused = ProgramUnderTest.Run("lab", "close", "-w", "/dev/full");

        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("Writing '/dev/full' failed: No space left on device", refused.Error, StringComparison.Ordinal);
    }
}
