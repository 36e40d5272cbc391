using TcpEngine.Drill;

namespace TcpEngine.Tests.Drill;

/// <summary>Shell commands: sysctls are mapped, set-up is left out with a note, and what a script depends on is refused.</summary>
public sealed class ShellCommandTests
{
    [Theory]
    [InlineData("sysctl -q net.ipv4.tcp_sack=0", "tcp_sack=0")]
    [InlineData("sysctl -w -q net.ipv4.tcp_sack = 0 net.ipv4.tcp_wmem=\"4096 10 20\"", "tcp_sack=0 tcp_wmem=4096 10 20")]
    [InlineData("../common/set_sysctls.py /proc/sys/net/ipv4/tcp_rmem='1 2 3' /proc/sys/net/ipv4/tcp_ecn=0", "tcp_rmem=1 2 3 tcp_ecn=0")]
    [InlineData("./defaults.sh\nsysctl -q net.ipv4.tcp_wmem=1 2 3 net.ipv4.tcp_ecn=1 \\\n net.ipv4.tcp_fastopen=0x70403", "defaults tcp_wmem=1 2 3 tcp_ecn=1 tcp_fastopen=0x70403")]
    [InlineData("echo 2 > /proc/sys/net/ipv4/tcp_syn_retries; sysctl net.ipv4.tcp_fastopen_key=a1-b2", "tcp_syn_retries=2 tcp_fastopen_key=a1-b2")]
    [InlineData("tc qdisc add dev tun0 root pfifo && ip route show", "skip(tc qdisc add dev tun0 root pfifo) skip(ip route show)")]
    [InlineData("nstat | grep TcpExt", "refuse(nstat | grep TcpExt)")]
    [InlineData("# a comment", "")]
    public void These_are_understood(string text, string expected)
    {
        ShellCommand command = ShellCommand.Parse(text);

        IEnumerable<string> parts = (command.LoadsDefaults ? ["defaults"] : Array.Empty<string>())
            .Concat(command.Settings.Select(setting => $"{setting.Key}={setting.Value}"))
            .Concat(command.Skipped.Select(part => $"skip({part})"))
            .Concat(command.Refused.Select(part => $"refuse({part})"));
        Assert.Equal(expected, string.Join(' ', parts));
    }

    [Fact]
    public void What_the_engine_does_not_follow_is_noted_with_its_line()
    {
        DrillResult result = Scripts.Play("""
            `sysctl -q net.ipv4.tcp_abc=2 net.ipv4.tcp_min_tso_segs=4 net.ipv4.tcp_mystery=1 net.ipv4.tcp_sack=1
            ethtool -K tun0 tso off`
            0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
            +0 `sysctl -q net.ipv4.tcp_congestion_control=bbr`
            """);

        Assert.Equal(
            [
                "line 1: The engine does not follow tcp_abc = 2: it is as with 0.",
                "line 1: The engine does not follow tcp_mystery = 1.",
                "line 1: Left out: ethtool -K tun0 tso off",
                "line 4: The engine does not follow tcp_congestion_control = bbr.",
            ],
            result.Notes);
    }

    [Fact]
    public void A_command_whose_outcome_matters_is_refused() => Assert.Equal(
        "2:1: 'nstat | grep -q TcpExt': no shell is run. What sets sysctls is understood, what sets up devices is left out.",
        Scripts.Refuse("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 `nstat | grep -q TcpExt`"));

    [Fact]
    public void A_sysctl_in_the_middle_counts_for_what_is_made_after_it()
    {
        DrillResult result = Scripts.Play("""
            `sysctl -q net.ipv4.tcp_timestamps=0 net.ipv4.tcp_sack=0 net.ipv4.tcp_window_scaling=0`
            0 `sysctl -q net.ipv4.tcp_sack=1 net.ipv4.tcp_syn_retries=1`
            +0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
            +0...3 connect(3, ..., ...) = -1 ETIMEDOUT
            +0 > S 0:0(0) <mss 1460,nop,nop,sackOK>
            +1 > S 0:0(0) <mss 1460,nop,nop,sackOK>
            """);

        Assert.Null(result.Failure);
    }
}
