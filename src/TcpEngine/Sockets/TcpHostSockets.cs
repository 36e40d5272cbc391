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
    public static Task<TcpStream> ConnectAsync(
        this ITcpHost host, IPEndPoint remote, TcpConnectionOptions? options = null, IPEndPoint? local = null, CancellationToken cancellation = default) =>
        host.ConnectAsync(remote, ReadOnlyMemory<byte>.Empty, options, local, cancellation);

    /// <summary>
    /// Opens a connection and writes its first data at once: with <see cref="TcpConnectionOptions.FastOpen"/> the data goes with the SYN, as far as there is room, where the host has a cookie of the
    /// peer's; else, or should the peer not take it, behind the handshake (RFC 7413, section 4.2.2).
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="remote">The peer.</param>
    /// <param name="data">What is sent first, at most as much as the send buffer holds.</param>
    /// <param name="options">How the connection behaves, Fast Open, buffer sizes and congestion control included; null for the stack's own.</param>
    /// <param name="local">One of the host's addresses, or an unspecified one; and a port, or 0. Null leaves both to the host.</param>
    /// <param name="cancellation">Gives the attempt up; the data may have been sent.</param>
    /// <returns>The stream, once the connection is established.</returns>
    /// <exception cref="ArgumentException">There is more data than the send buffer holds.</exception>
    /// <exception cref="SocketException">It could not be: refused, timed out, unreachable; the address is not the host's or is taken.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public static async Task<TcpStream> ConnectAsync(
        this ITcpHost host, IPEndPoint remote, ReadOnlyMemory<byte> data, TcpConnectionOptions? options = null, IPEndPoint? local = null, CancellationToken cancellation = default)
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
                if (data.Length > connection.SendBufferRoom)
                {
                    connected.TrySetException(new ArgumentException($"The send buffer holds {connection.SendBufferRoom} bytes, but {data.Length} shall be sent at once.", nameof(data)));
                    connection.Abort(now);
                }
                else if (!data.IsEmpty)
                {
                    connection.Send(data.Span, now);
                }
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
    /// <param name="fastOpenLimit">
    /// How many connections that Fast Open has opened may be in their handshake: they can be accepted before it is over, and their first data may come twice (RFC 7413, sections 5.1 and 6.1). 0: no Fast Open.
    /// </param>
    /// <exception cref="SocketException">Someone listens there already.</exception>
    public static async Task<TcpStreamListener> ListenAsync(this ITcpHost host, IPEndPoint local, TcpConnectionOptions? options = null, int backlog = 128, int fastOpenLimit = 0)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(local);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(backlog);
        ArgumentOutOfRangeException.ThrowIfNegative(fastOpenLimit);
        TaskCompletionSource<TcpStreamListener> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Post(now =>
        {
            try
            {
                listening.SetResult(new TcpStreamListener(host, TcpEndpoint.FromIPEndPoint(local), options, backlog, fastOpenLimit, now));
            }
            catch (InvalidOperationException exception)
            {
                listening.SetException(new SocketException((int)SocketError.AddressAlreadyInUse, exception.Message));
            }
        });
        return await listening.Task.ConfigureAwait(false);
    }
}
