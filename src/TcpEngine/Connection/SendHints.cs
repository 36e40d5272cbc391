namespace TcpEngine;

/// <summary>What the application says of data that it sends.</summary>
[Flags]
public enum SendHints : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>More comes soon: what does not fill a segment waits for it, until the next call without this, the next acknowledgment, or a timer of an RTO, 0.1 to 1 s.</summary>
    MoreToCome = 1,

    /// <summary>A record ends here: nothing that is sent later goes into the same segment.</summary>
    EndOfRecord = 2,
}
