namespace TcpEngine;

/// <summary>What a segment does to a connection in TIME-WAIT.</summary>
internal enum TimeWaitVerdict : byte
{
    /// <summary>Nothing.</summary>
    Ignored,

    /// <summary>It is acknowledged.</summary>
    Acknowledged,

    /// <summary>It is acknowledged, and the wait begins anew: the peer has missed the last acknowledgment.</summary>
    Restarted,

    /// <summary>It ends the wait.</summary>
    Ended,
}
