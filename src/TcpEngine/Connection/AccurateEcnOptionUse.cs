namespace TcpEngine;

/// <summary>When a connection with accurate ECN feedback sends its byte counters in an option (RFC 9768, section 3.2.3.3).</summary>
public enum AccurateEcnOptionUse : byte
{
    /// <summary>With each acknowledgment since whose predecessor a counter has changed: the recommended simple scheme.</summary>
    Simple,

    /// <summary>Only where another counter than before begins to change, where marks come, and every 4 MiB.</summary>
    Sparing,

    /// <summary>Never.</summary>
    Never,
}
