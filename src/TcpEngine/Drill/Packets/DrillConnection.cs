namespace TcpEngine.Drill;

/// <summary>A connection of the script: its sockets, and how the script's numbers are those of the wire.</summary>
internal sealed class DrillConnection(ConnectionKey key)
{
    /// <summary>The stack's end first.</summary>
    public ConnectionKey Key { get; } = key;

    /// <summary>The numbers of the stack's end.</summary>
    public NumberSpace Local;

    /// <summary>The numbers of the script's end.</summary>
    public NumberSpace Remote;

    /// <summary>The stack's timestamps.</summary>
    public TimestampMap Timestamps { get; } = new();

    /// <summary>The sequence number of the SYN that the script sent to open it; null where the stack opens it.</summary>
    public uint? FirstSyn { get; init; }

    /// <summary>Whether the stack opens it, and waits for the script's SYN.</summary>
    public bool IsOpening => FirstSyn is null && !Remote.IsKnown;
}
