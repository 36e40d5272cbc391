namespace TcpEngine;

/// <summary>What a stack keeps of one connection beside the connection itself.</summary>
internal sealed class StackEntry(TcpStack stack, TcpListener? listener) : IWorkQueue
{
    /// <summary>The connection. The stack makes both, one after the other.</summary>
    public TcpConnection Connection { get; set; } = null!;

    /// <summary>The listener that it came through; null for one that was opened from here.</summary>
    public TcpListener? Listener { get; } = listener;

    /// <summary>The application; null until a connection from a listener is established.</summary>
    public ITcpApplication? Application { get; set; }

    /// <summary>The incarnation in TIME-WAIT that this one, in SYN-RECEIVED, may replace.</summary>
    public StackEntry? Predecessor { get; set; }

    /// <summary>The state that was counted last.</summary>
    public TcpState CountedState { get; set; } = TcpState.Closed;

    /// <summary>Whether it waits in the list of those that may have something to transmit.</summary>
    public bool IsReady { get; set; }

    /// <summary>Whether the listener counts it as pending.</summary>
    public bool IsPending { get; set; }

    /// <summary>Whether the listener counts it as opened by Fast Open, and still in its handshake.</summary>
    public bool IsFastOpenPending { get; set; }

    /// <summary>Its place in the deadline queue; -1 where it is not in it.</summary>
    public int QueueIndex { get; set; } = -1;

    /// <summary>The deadline by which the queue is ordered.</summary>
    public Timestamp Deadline { get; set; } = Timestamp.Never;

    /// <inheritdoc/>
    public void OnWork() => stack.MarkReady(this);
}
