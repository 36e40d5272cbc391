using Shared;

namespace Extcap.Tests.CommandLine;

public sealed class DrillCommandTests : IDisposable
{
    private const string Passing = """
        `sysctl -q net.ipv4.tcp_timestamps=0 net.ipv4.tcp_sack=0 net.ipv4.tcp_window_scaling=0`
        0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
        +0...0.01 connect(3, ..., ...) = 0
        +0 > S 0:0(0) <mss 1460>
        +.01 < S. 0:0(0) ack 1 win 65535 <mss 1000>
        +0 > . 1:1(0) ack 1

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_script_that_passes_says_so()
    {
        string script = Write("good.pkt", Passing);

        ExternalProgram played = ProgramUnderTest.Run("drill", "--strict", script);

        Assert.Equal((0, $"{script}: passed, 5 events, 0.01 s of virtual time\n", ""), (played.ExitCode, played.Output, played.Error));
    }

    [Fact]
    public void A_script_that_fails_shows_the_line_and_both_packets_and_leaves_a_capture()
    {
        string script = Write("bad.pkt", Passing + "+0 write(3, ..., 500) = 500\n+0 > . 1:401(400) ack 1\n");
        string capture = _folder.File("bad.pcapng");

        ExternalProgram played = ProgramUnderTest.Run("drill", script, "-w", capture);

        Assert.Equal(1, played.ExitCode);
        Assert.Equal(
            $"""
            {script}:8:1: The stack sends another packet: flags differs.
                +0 > . 1:401(400) ack 1
                           expected    actual
                ! flags    .           P.
                ! seq      1:401(400)  1:501(500)
                  ack      1           1
                  options  <>          <>
                  time     0.010000    0.010000

            """,
            played.Error);
        Assert.Contains($" frames written to {capture}\n", played.Output, StringComparison.Ordinal);
        Assert.True(new FileInfo(capture).Length > 1000);
    }

    [Fact]
    public void Options_of_the_command_line_win_and_words_are_defined()
    {
        string script = Write("defined.pkt", "--mtu=576\n" + Passing.Replace("mss 1460", "mss SIZE", StringComparison.Ordinal));

        Assert.Equal(0, ProgramUnderTest.Run("drill", "--mtu=1000", "-D", "SIZE=960", script).ExitCode);
        Assert.Equal(0, ProgramUnderTest.Run("drill", "--define=SIZE=536", script).ExitCode);
        Assert.Equal(1, ProgramUnderTest.Run("drill", "--define=SIZE=1", script).ExitCode);
    }

    [Fact]
    public void Each_of_several_scripts_is_played()
    {
        string bad = Write("bad.pkt", "0 close(3) = 0\n");
        string good = Write("good.pkt", Passing);

        ExternalProgram played = ProgramUnderTest.Run("drill", bad, good);

        Assert.Equal(1, played.ExitCode);
        Assert.Contains("result  0         -1 EBADF", played.Error, StringComparison.Ordinal);
        Assert.Equal($"{good}: passed, 5 events, 0.01 s of virtual time\n", played.Output);
    }

    [Fact]
    public void A_script_that_is_none_is_refused_with_its_place()
    {
        string script = Write("wrong.pkt", "0 close(3) = 0\n+0 > Q 1:1(0)\n");

        ExternalProgram refused = ProgramUnderTest.Run("drill", script);

        Assert.Equal(2, refused.ExitCode);
        Assert.StartsWith($"{script}:2:6: 'Q' are no flags", refused.Error, StringComparison.Ordinal);
        Assert.Single(refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_missing_script_a_bad_setting_and_one_capture_for_two_are_told()
    {
        string script = Write("good.pkt", Passing);

        Assert.StartsWith($"'{_folder.File("no.pkt")}' cannot be read: ", ProgramUnderTest.Run("drill", _folder.File("no.pkt")).Error, StringComparison.Ordinal);
        Assert.Equal($"{script}: --mtu must be a number from 128 to 65535, not '5'.\n", ProgramUnderTest.Run("drill", "--mtu=5", script).Error);
        Assert.Equal("A capture is written for one script at a time.\n", ProgramUnderTest.Run("drill", script, script, "-w", _folder.File("x")).Error);
    }

    [Fact]
    public void Verbose_prints_each_event_with_its_time_and_line()
    {
        ExternalProgram played = ProgramUnderTest.Run("drill", "-v", Write("good.pkt", Passing));

        Assert.Contains("    0.010000     5: +.01 < S. 0:0(0) ack 1 win 65535 <mss 1000>\n", played.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Dry_run_only_reads()
    {
        ExternalProgram played = ProgramUnderTest.Run("drill", "--dry_run", Write("bad.pkt", "0 close(3) = 0\n"));

        Assert.Equal(0, played.ExitCode);
    }

    private string Write(string name, string text)
    {
        string path = _folder.File(name);
        File.WriteAllText(path, text);
        return path;
    }
}
