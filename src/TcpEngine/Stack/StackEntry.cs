namespace TcpEngine;

/// <summary>What a stack keeps of one connection beside the connection itself.</summary>
internal sealed class StackEntry(TcpStack stack, TcpListener? listener) : DeadlineEntry, IWorkQueue
{
    /// <summary>The next one in the same chain of the <see cref="ConnectionTable"/>.</summary>
    public StackEntry? NextInChain;

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

    /// <summary>The hash of the connection's key. The <see cref="ConnectionTable"/> sets it.</summary>
    public uint KeyHash { get; set; }

    /// <inheritdoc/>
    public override uint Order => Connection.Id;

    /// <inheritdoc/>
    public void OnWork() => stack.MarkReady(this);
}
