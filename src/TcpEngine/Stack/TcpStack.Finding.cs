namespace TcpEngine;

// What a socket layer asks of a stack.
public sealed partial class TcpStack
{
    /// <summary>Stops listening. Connections that came through the listener stay.</summary>
    public void Close(TcpListener listener)
    {
        if (_listeners.GetValueOrDefault(listener.Local) == listener)
        {
            _listeners.Remove(listener.Local);
        }
    }

    /// <summary>As <see cref="Close"/>; who has not finished the handshake by now is forgotten, without a word.</summary>
    public void CloseWithPending(TcpListener listener, Timestamp now)
    {
        Close(listener);
        foreach (StackEntry entry in _connections.Entries.OfType<StackEntry>().Where(entry => entry.HalfOpen?.Listener == listener && entry.Application is null).ToArray())
        {
            entry.Connection.Forget(now);
            Settle(entry, now);
        }
    }

    /// <summary>How long it takes until a connection that is opened from here begins with a sequence number.</summary>
    internal Duration TimeUntilInitialSequence(in ConnectionKey key, SequenceNumber wanted, Timestamp now) => _initialSequence.Until(key, wanted, now);

    /// <summary>The connection between two sockets; null where there is none, or only what is left of one in TIME-WAIT.</summary>
    public TcpConnection? FindConnection(in ConnectionKey key) => _connections.TryFind(key, out TableEntry? entry) ? (entry as StackEntry)?.Connection : null;
}
