namespace TcpEngine;

/// <summary>What a sender has seen of a network that reorders.</summary>
internal sealed class ReorderingHistory
{
    /// <summary><see cref="RetransmissionQueue.ReorderingExtent"/>.</summary>
    public int Extent;

    /// <summary><see cref="RetransmissionQueue.ReorderingSeen"/>.</summary>
    public int Seen;

    /// <summary>What RACK knows of it.</summary>
    public RackReordering Rack;
}
