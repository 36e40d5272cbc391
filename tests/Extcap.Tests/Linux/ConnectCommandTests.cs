using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Extcap.Tests.Wireshark;
using Shared;

namespace Extcap.Tests.Linux;

/// <summary><c>tcpengine connect</c> to what listens on the kernel.</summary>
public sealed class ConnectCommandTests(WiresharkHome home) : IClassFixture<WiresharkHome>
{
    [LinuxPeerFact]
    public void Bytes_go_both_ways_over_a_bad_network_and_both_ends_close()
    {
        using NetworkNamespace host = new();
        string up = home.File("up");
        string down = home.File("down");
        File.WriteAllBytes(up, RandomNumberGenerator.GetBytes(300_000));
        File.WriteAllBytes(down, RandomNumberGenerator.GetBytes(200_000));
        using Process listener = Listen(host, down, home.File("came-up"));

        string capture = home.File("connect.pcapng");
        ExternalProgram said = host.Run("sh", "-c", $"'{ProgramUnderTest.Path}' connect --tun {Device()} --address 10.9.0.2/24 --loss 2 --delay 2 -w '{capture}' 10.9.0.1:80 < '{up}' > '{home.File("came-down")}'");

        Assert.True(said.ExitCode == 0, said.Error);
        Assert.True(listener.WaitForExit(10_000));
        Assert.Equal(File.ReadAllBytes(up), File.ReadAllBytes(home.File("came-up")));
        Assert.Equal(File.ReadAllBytes(down), File.ReadAllBytes(home.File("came-down")));
        string[] states = home.Tshark("-r", capture, "-Y", "tcpengine.state_changed == 1 and tcpengine.connection > 0", "-T", "fields", "-e", "tcpengine.state_after").Lines;
        Assert.Equal(["SYN_SENT", "ESTABLISHED"], states[..2]);
        Assert.True(states.Contains("FIN_WAIT_1") || states.Contains("LAST_ACK"));
    }

    [LinuxPeerFact]
    public void It_waits_for_the_one_who_watches_from_the_first_SYN_on()
    {
        using NetworkNamespace host = new();
        string nothing = home.File("nothing");
        File.WriteAllText(nothing, "");
        using Process listener = Listen(host, nothing, home.File("came"));
        string device = Device();
        using Process connect = host.Start("sh", null, "-c", $"echo hello | '{ProgramUnderTest.Path}' connect --wait --tun {device} --address 10.9.0.2/24 10.9.0.1:80");
        Thread.Sleep(500);
        Assert.False(connect.HasExited);

        string capture = home.File("watched.pcapng");
        using Process tshark = ExternalProgram.Start("tshark", ["-i", "tcpengine-live", "-o", $"extcap.tcpengine_live.endpoint:{device}", "-w", capture, "-q"], home.Path);

        Assert.True(connect.WaitForExit(30_000));
        Assert.Equal(0, connect.ExitCode);
        Assert.True(tshark.WaitForExit(30_000));
        Assert.True(listener.WaitForExit(10_000));
        Assert.Equal("hello\n", File.ReadAllText(home.File("came")));
        Assert.Equal("1", home.Tshark("-r", capture, "-Y", "tcp.flags.syn == 1 and tcp.flags.ack == 0", "-T", "fields", "-e", "tcpengine.connection").Output.Trim());
    }

    [LinuxPeerFact]
    public void Who_cannot_be_reached_is_told()
    {
        using NetworkNamespace host = new();
        ExternalProgram refused = Connect(host, "10.9.0.1:81");
        ExternalProgram wrong = Connect(host, "10.9.0.1");

        Assert.Equal(1, refused.ExitCode);
        Assert.EndsWith("There is no connection to 10.9.0.1:81: it is refused.\n", refused.Error, StringComparison.Ordinal);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Equal("'10.9.0.1' is no address with a port: write it as 10.9.0.1:80 or [fd00::1]:80.\n", wrong.Error);
    }

    [LinuxPeerFact]
    public void A_signal_ends_it_with_a_reset()
    {
        using NetworkNamespace host = new();
        using Process listener = Listen(host, "/dev/zero", "/dev/null");
        string capture = home.File("ended.pcapng");
        using Process connect = host.Start(ProgramUnderTest.Path, null, "connect", "--tun", Device(), "--address", "10.9.0.2/24", "-w", capture, "10.9.0.1:80");
        byte[] some = new byte[1000];
        connect.StandardOutput.BaseStream.ReadExactly(some);
        Assert.Equal(0, ExternalProgram.Run("kill", ["-TERM", connect.Id.ToString(CultureInfo.InvariantCulture)]).ExitCode);
        connect.StandardOutput.BaseStream.CopyTo(Stream.Null);

        Assert.True(connect.WaitForExit(10_000));
        Assert.Equal(1, connect.ExitCode);
        Assert.NotEmpty(home.Tshark("-r", capture, "-Y", "tcp.flags.reset == 1 and tcpengine.reason == \"RESET_TO_ABORT\"").Lines);
    }

    private static ExternalProgram Connect(NetworkNamespace host, string peer) =>
        host.Run("sh", "-c", $"'{ProgramUnderTest.Path}' connect --tun {Device()} --address 10.9.0.2/24 {peer} < /dev/null");

    private static string Device() => $"tcpe{Guid.NewGuid().ToString("N")[..6]}";

    private static Process Listen(NetworkNamespace host, string sent, string received)
    {
        Process listener = host.Start("sh", null, "-c", $"exec nc -N -l 80 < '{sent}' > '{received}'");
        Stopwatch clock = Stopwatch.StartNew();
        while (!host.Run("ss", "-ltn").Output.Contains(":80 ", StringComparison.Ordinal))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10) && !listener.HasExited, "nc does not listen");
            Thread.Sleep(20);
        }

        return listener;
    }
}
