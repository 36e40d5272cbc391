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

    /// <summary>How long it takes until a connection that is opened from here begins with a sequence number.</summary>
    internal Duration TimeUntilInitialSequence(in ConnectionKey key, SequenceNumber wanted, Timestamp now) => _initialSequence.Until(key, wanted, now);

    /// <summary>The connection between two sockets; null where there is none.</summary>
    public TcpConnection? FindConnection(in ConnectionKey key) => _connections.TryFind(key, out StackEntry? entry) ? entry.Connection : null;
}
