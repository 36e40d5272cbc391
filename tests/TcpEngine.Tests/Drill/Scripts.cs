using TcpEngine.Drill;

namespace TcpEngine.Tests.Drill;

/// <summary>Plays scripts for tests.</summary>
internal static class Scripts
{
    /// <summary>A connection from a listener, established at 0.01 s: plain segments, descriptor 4.</summary>
    public const string Established = """
        `sysctl -q net.ipv4.tcp_timestamps=0 net.ipv4.tcp_sack=0 net.ipv4.tcp_window_scaling=0 net.ipv4.tcp_rmem="4096 60000 60000"`
        0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
        +0 bind(3, ..., ...) = 0
        +0 listen(3, 1) = 0
        +0 < S 0:0(0) win 65535 <mss 1000>
        +0 > S. 0:0(0) ack 1 <mss 1460>
        +.01 < . 1:1(0) ack 1 win 65535
        +0 accept(3, ..., ...) = 4

        """;

    /// <summary>Plays a script, so that packets that no line expects are failures.</summary>
    public static DrillResult Play(string script, params DrillOption[] options) =>
        DrillRun.Play(DrillScript.Parse(script), new DrillSettings { Strict = true }, options);

    /// <summary>Plays what follows on an established connection.</summary>
    public static DrillResult PlayEstablished(string script, params DrillOption[] options) => Play(Established + script, options);

    /// <summary>Sees that a script cannot be played, and says where and why.</summary>
    public static string Refuse(string script)
    {
        DrillScriptException refused = Assert.Throws<DrillScriptException>(() => Play(script));
        return $"{refused.Position}: {refused.Message}";
    }

    /// <summary>What failed, on one line: the place in the script, the sentence, and the rows that differ.</summary>
    public static string Failure(DrillResult result)
    {
        Assert.NotNull(result.Failure);
        string rows = string.Concat(result.Failure.Rows.Where(row => row.Differs).Select(row => $" {row.What}: {row.Expected} / {row.Actual}"));
        return $"{result.Failure.Message}{rows}";
    }
}
