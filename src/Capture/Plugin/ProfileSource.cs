namespace Capture.Plugin;

/// <summary>The Wireshark profile that shows what the plugin decodes: columns, and a graph of the congestion window.</summary>
public static class ProfileSource
{
    /// <summary>The profile's name.</summary>
    public const string Name = "tcpengine";

    /// <summary>The columns, as Wireshark's preference <c>gui.column.format</c> has them: title and format in turn.</summary>
    public static string ColumnFormat { get; } = string.Join(",", Columns().Select(column => $"\"{column.Title}\",\"{column.Format}\""));

    /// <summary>The profile's file <c>preferences</c>.</summary>
    public static string Preferences => $"gui.column.format: {ColumnFormat}\n";

    /// <summary>The profile's file <c>recent</c>, as it is before Wireshark writes it: the columns' widths, in pixels.</summary>
    public static string Recent => $"column.width: {string.Join(", ", Columns().Select(column => $"{column.Format.Replace(":0:R", "", StringComparison.Ordinal)}, {column.Width}"))}\n";

    /// <summary>The profile's file <c>io_graphs</c>.</summary>
    public static string Graphs => "\"Enabled\",\"cwnd\",\"tcpengine.cwnd\",\"#c00000\",\"Line\",\"MAX(Y Field)\",\"tcpengine.cwnd\",\"None\",\"1\"\n"
        + "\"Enabled\",\"in flight\",\"tcpengine.in_flight\",\"#0060c0\",\"Line\",\"MAX(Y Field)\",\"tcpengine.in_flight\",\"None\",\"1\"\n";

    private static (string Title, string Format, int Width)[] Columns() =>
    [
        ("Time", "%t", 130),
        ("Direction", "%Cus:tcpengine.direction:0:R", 75),
        ("Flags", "%Cus:tcpengine.seg_flags:0:R", 85),
        ("Seq", "%Cus:tcpengine.seg_seq:0:R", 60),
        ("Ack", "%Cus:tcpengine.seg_ack:0:R", 60),
        ("Len", "%Cus:tcpengine.seg_len:0:R", 55),
        ("Before", "%Cus:tcpengine.state_before:0:R", 125),
        ("After", "%Cus:tcpengine.state_after:0:R", 125),
        ("cwnd", "%Cus:tcpengine.cwnd:0:R", 65),
        ("Reason", "%Cus:tcpengine.reason_text:0:R", 700),
    ];
}
