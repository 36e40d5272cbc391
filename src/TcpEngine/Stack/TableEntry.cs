namespace TcpEngine;

/// <summary>What a <see cref="ConnectionTable"/> holds: a connection, or what is left of one.</summary>
internal abstract class TableEntry : DeadlineEntry
{
    /// <summary>The next one in the same chain of the table.</summary>
    public TableEntry? NextInChain;

    /// <summary>Both ends.</summary>
    public abstract ConnectionKey Key { get; }

    /// <summary>The hash of the key. The table sets it.</summary>
    public uint KeyHash { get; set; }

    /// <summary>SND.NXT.</summary>
    public abstract SequenceNumber SendNext { get; }

    /// <summary>Whether it is in TIME-WAIT.</summary>
    public abstract bool IsInTimeWait { get; }

    /// <summary>In TIME-WAIT: whether a SYN is from a newer incarnation (RFC 6191, section 2).</summary>
    public abstract bool IsOlderThan(in Segment syn, Timestamp now);
}
