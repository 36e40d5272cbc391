using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace TcpEngine.Sockets;

/// <summary>A port that waits for connections, to be used from any thread: <see cref="TcpHostSockets.ListenAsync"/> makes one.</summary>
public sealed class TcpStreamListener : IDisposable
{
    private readonly ITcpHost _host;
    private readonly TcpListener _listener;
    private readonly Channel<TcpStream> _accepted;

    internal TcpStreamListener(ITcpHost host, TcpEndpoint local, TcpConnectionOptions? options, int backlog, int fastOpenLimit, Timestamp now)
    {
        _host = host;
        _accepted = Channel.CreateBounded<TcpStream>(new BoundedChannelOptions(backlog));
        _listener = host.Stack.Listen(local, _ => new TcpStream(host, Queue, (_, _) => { }).Application, now, backlog, options);
        _listener.FastOpenLimit = fastOpenLimit;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint LocalEndPoint => _listener.Local.ToIPEndPoint();

    /// <summary>Takes the next connection that is established, or waits for it.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="SocketException">The listener was disposed: <see cref="SocketError.OperationAborted"/>.</exception>
    public async ValueTask<TcpStream> AcceptAsync(CancellationToken cancellation = default)
    {
        try
        {
            return await _accepted.Reader.ReadAsync(cancellation).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new SocketException((int)SocketError.OperationAborted);
        }
    }

    /// <summary>Stops listening. Connections that nobody has accepted are reset; the others stay.</summary>
    public void Dispose()
    {
        if (_accepted.Writer.TryComplete())
        {
            _host.Post(_ => _host.Stack.Close(_listener));
            while (_accepted.Reader.TryRead(out TcpStream? waiting))
            {
                waiting.Abort();
            }
        }
    }

    private void Queue(TcpStream stream, Timestamp now)
    {
        if (!_accepted.Writer.TryWrite(stream))
        {
            stream.Abort();
        }
    }
}
