namespace TcpEngine.Tests.Drill;

/// <summary>Code blocks: the part of Python that is evaluated, and the rest, which is refused.</summary>
public sealed class CodeBlockTests
{
    [Theory]
    [InlineData("assert tcpi_state == TCP_ESTABLISHED, tcpi_state")]
    [InlineData("assert 9 < tcpi_snd_cwnd <= 10")]
    [InlineData("assert tcpi_rto >= 200000 and not tcpi_retrans or False")]
    [InlineData("assert (tcpi_options & TCPI_OPT_SYN_DATA) == 0, 'no data'")]
    [InlineData("assert tcpi_rtt == 10000 # the handshake's")]
    [InlineData("x = 3; x += 4; x -= 1\nassert x == 6")]
    [InlineData("assert 7 // 2 == 3 and -7 // 2 == -4 and -7 % 3 == 2 and 1 << 4 | 1 == 1 | 16")]
    [InlineData("assert 0x10 + 2 * 3 == 22 and 1 | 2 ^ 3 & 1 == 3 and ~0 == -1")]
    [InlineData("assert (tcpi_unacked == 0 and\n  tcpi_sacked == 0)\nprint(tcpi_rtt)")]
    public void These_hold(string code) => Assert.Null(Scripts.PlayEstablished($"+0 %{{ {code} }}%").Failure);

    [Theory]
    [InlineData("assert tcpi_snd_cwnd == 11, 'cwnd'", "assert tcpi_snd_cwnd == 11", "10")]
    [InlineData("assert 10 < tcpi_snd_cwnd < 20", "assert 10 < tcpi_snd_cwnd < 20", "10")]
    public void These_do_not_and_the_variables_are_shown(string code, string shown, string value)
    {
        TcpEngine.Drill.DrillFailure? failure = Scripts.PlayEstablished($"+0 %{{ {code} }}%").Failure;

        Assert.NotNull(failure);
        Assert.Equal($"%{{ {shown} }}%", failure.Event);
        Assert.Equal(("tcpi_snd_cwnd", value), (Assert.Single(failure.Rows).What, failure.Rows[0].Actual));
    }

    [Fact]
    public void Variables_live_on_and_the_line_within_the_block_is_said()
    {
        TcpEngine.Drill.DrillFailure? failure = Scripts.PlayEstablished("+0 %{ cwnd = tcpi_snd_cwnd }%\n+0 %{\ncwnd += 1\nassert tcpi_snd_cwnd == cwnd\n}%").Failure;

        Assert.Equal(12, failure?.Position.Line);
    }

    [Theory]
    [InlineData("import os", "'import os': of Python, only assert, assignments and print of whole numbers are supported in code blocks.")]
    [InlineData("for x in y: pass", "'for x in y: pass': of Python, only assert, assignments and print of whole numbers are supported in code blocks.")]
    [InlineData("assert tcpi_total_rto_time == 0", "The engine does not have tcp_info's 'tcpi_total_rto_time'.")]
    [InlineData("assert nothing", "'nothing' is not known in code blocks.")]
    [InlineData("assert 1.5 == 2", "'1.5 == 2': '1.5' is not supported here: code blocks know whole numbers, names, comparisons, and, or, not, and + - * // % & | ^ << >>.")]
    [InlineData("assert f(1)", "'f' is not known in code blocks.")]
    [InlineData("assert 1 // 0", "'1 // 0' divides by zero.")]
    [InlineData("assert (1 +", "'(1 +' ends too early.")]
    public void The_rest_is_refused(string code, string message) => Assert.Equal($"9:4: {message}", Scripts.Refuse($"{Scripts.Established}+0 %{{ {code} }}%"));
}
