namespace TcpEngine;

/// <summary>What a stack keeps of a connection until its handshake is over.</summary>
/// <param name="listener">The listener that it came through.</param>
/// <param name="predecessor">The incarnation in TIME-WAIT that it may replace; null for none.</param>
internal sealed class HalfOpen(TcpListener listener, StackEntry? predecessor)
{
    /// <summary>The listener that it came through.</summary>
    public TcpListener Listener => listener;

    /// <summary>The incarnation in TIME-WAIT that it may replace; null for none.</summary>
    public StackEntry? Predecessor => predecessor;

    /// <summary>Whether the listener counts it as pending.</summary>
    public bool IsPending { get; set; }

    /// <summary>Whether the listener counts it as opened by Fast Open, and still in its handshake.</summary>
    public bool IsFastOpenPending { get; set; }
}
