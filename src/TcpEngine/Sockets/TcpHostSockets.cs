using System.Net;
using System.Net.Sockets;

namespace TcpEngine.Sockets;

/// <summary>Opens connections and listeners on a host, from any thread.</summary>
public static class TcpHostSockets
{
    /// <summary>Opens a connection.</summary>
    /// <param name="host">The host.</param>
    /// <param name="remote">The peer.</param>
    /// <param name="options">How the connection behaves, buffer sizes and congestion control included; null for the stack's own.</param>
    /// <param name="local">One of the host's addresses, or an unspecified one; and a port, or 0. Null leaves both to the host.</param>
    /// <param name="cancellation">Gives the attempt up.</param>
    /// <returns>The stream, once the connection is established.</returns>
    /// <exception cref="SocketException">It could not be: refused, timed out, unreachable; the address is not the host's or is taken.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public static async Task<TcpStream> ConnectAsync(
        this ITcpHost host, IPEndPoint remote, TcpConnectionOptions? options = null, IPEndPoint? local = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(remote);
        cancellation.ThrowIfCancellationRequested();
        TaskCompletionSource<TcpStream> connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TcpConnection? connection = null; // on the host's thread only
        TcpEndpoint from = local is null ? default : TcpEndpoint.FromIPEndPoint(local);
        TcpStream stream = new(host, (stream, _) => connected.TrySetResult(stream), (_, _) => connected.TrySetException(new SocketException((int)SocketErrors.Of(connection!))));
        host.Post(now =>
        {
            try
            {
                connection = host.Stack.Connect(TcpEndpoint.FromIPEndPoint(remote), stream.Application, now, from, options);
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
            {
                connected.TrySetException(new SocketException((int)SocketError.AddressNotAvailable, exception.Message));
            }
        });
        await using CancellationTokenRegistration registration = cancellation.Register(() => host.Post(now =>
        {
            if (connected.TrySetCanceled(cancellation))
            {
                connection?.Abort(now);
            }
        }));
        return await connected.Task.ConfigureAwait(false);
    }

    /// <summary>Waits for connections.</summary>
    /// <param name="host">The host.</param>
    /// <param name="local">The address, or the unspecified one for all of the host's, and the port.</param>
    /// <param name="options">How its connections behave; null for the stack's own.</param>
    /// <param name="backlog">How many connections may be half open, and how many established ones may wait for <see cref="TcpStreamListener.AcceptAsync"/>: more are reset.</param>
    /// <exception cref="SocketException">Someone listens there already.</exception>
    public static async Task<TcpStreamListener> ListenAsync(this ITcpHost host, IPEndPoint local, TcpConnectionOptions? options = null, int backlog = 128)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(local);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(backlog);
        TaskCompletionSource<TcpStreamListener> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Post(now =>
        {
            try
            {
                listening.SetResult(new TcpStreamListener(host, TcpEndpoint.FromIPEndPoint(local), options, backlog, now));
            }
            catch (InvalidOperationException exception)
            {
                listening.SetException(new SocketException((int)SocketError.AddressAlreadyInUse, exception.Message));
            }
        });
        return await listening.Task.ConfigureAwait(false);
    }
}
