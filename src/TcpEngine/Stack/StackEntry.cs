namespace TcpEngine;

/// <summary>What a stack keeps of one connection beside the connection itself.</summary>
internal sealed class StackEntry(TcpStack stack) : TableEntry, IWorkQueue
{
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

    /// <inheritdoc/>
    public override uint Order => Connection.Id;

    /// <inheritdoc/>
    public override ConnectionKey Key => Connection.Key;

    /// <inheritdoc/>
    public override SequenceNumber SendNext => Connection.SendNext;

    /// <inheritdoc/>
    public override bool IsInTimeWait => Connection.State == TcpState.TimeWait;

    /// <inheritdoc/>
    public override bool IsOlderThan(in Segment syn, Timestamp now) => Connection.IsOlderThan(syn, now);

    /// <inheritdoc/>
    public void OnWork() => stack.MarkReady(this);

    /// <summary>Tells the application what has happened to its connection.</summary>
    public void Tell(ConnectionEvents events, Timestamp now)
    {
        if ((events & ConnectionEvents.Connected) != 0)
        {
            Application ??= HalfOpen?.Listener.Accept(Connection); // Fast Open does not wait for the handshake
            Application?.OnConnected(Connection, now);
        }

        if (Application is not { } application)
        {
            return; // half open, and gone again: nobody was told of it
        }

        if ((events & ConnectionEvents.Unanswered) != 0)
        {
            application.OnUnanswered(Connection, now);
        }

        if ((events & ConnectionEvents.SoftError) != 0)
        {
            application.OnSoftError(Connection, now);
        }

        if ((events & ConnectionEvents.UrgentData) != 0)
        {
            application.OnUrgentData(Connection, now);
        }

        if ((events & ConnectionEvents.DataAvailable) != 0)
        {
            application.OnDataAvailable(Connection, now);
        }

        if ((events & ConnectionEvents.SendBufferSpace) != 0)
        {
            application.OnSendBufferSpace(Connection, now);
        }

        if ((events & ConnectionEvents.PeerClosed) != 0)
        {
            application.OnPeerClosed(Connection, now);
        }

        if ((events & ConnectionEvents.FinAcknowledged) != 0)
        {
            application.OnFinAcknowledged(Connection, now);
        }

        if ((events & ConnectionEvents.Closed) != 0)
        {
            application.OnClosed(Connection, now);
        }
    }
}
