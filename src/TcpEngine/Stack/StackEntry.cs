namespace TcpEngine;

/// <summary>What a stack keeps of one connection beside the connection itself.</summary>
internal sealed class StackEntry(TcpStack stack) : DeadlineEntry, IWorkQueue
{
    /// <summary>The next one in the same chain of the <see cref="ConnectionTable"/>.</summary>
    public StackEntry? NextInChain;

    /// <summary>The connection. The stack makes both, one after the other.</summary>
    public TcpConnection Connection { get; set; } = null!;

    /// <summary>What there is until the handshake is over; null for a connection that was opened from here.</summary>
    public HalfOpen? HalfOpen { get; set; }

    /// <summary>The application; null until a connection from a listener is established.</summary>
    public ITcpApplication? Application { get; set; }

    /// <summary>The state that was counted last.</summary>
    public TcpState CountedState { get; set; } = TcpState.Closed;

    /// <summary>Whether it waits in the list of those that may have something to transmit.</summary>
    public bool IsReady { get; set; }

    /// <summary>The hash of the connection's key. The <see cref="ConnectionTable"/> sets it.</summary>
    public uint KeyHash { get; set; }

    /// <inheritdoc/>
    public override uint Order => Connection.Id;

    /// <inheritdoc/>
    public void OnWork() => stack.MarkReady(this);
}
