using System.Net;
using System.Net.Sockets;
using TcpEngine.Sockets;

namespace TcpEngine.Tests.Sockets;

public sealed class TcpStreamListenerTests : IDisposable
{
    private static readonly IPEndPoint Everywhere = new(IPAddress.Any, 80);
    private static readonly IPEndPoint Right = IPEndPoint.Parse("10.0.0.2:80");

    private readonly HostPair _hosts = new();

    public void Dispose() => _hosts.Dispose();

    [Fact]
    public async Task Each_connection_is_accepted_once()
    {
        using TcpStreamListener listener = await _hosts.Right.ListenAsync(Everywhere);
        TcpStream[] clients = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _hosts.Left.ConnectAsync(Right)));
        HashSet<IPEndPoint> accepted = [];
        for (int i = 0; i < clients.Length; i++)
        {
            accepted.Add((await listener.AcceptAsync()).RemoteEndPoint);
        }

        Assert.Equal(clients.Select(client => client.LocalEndPoint).ToHashSet(), accepted);
        Assert.Equal(Everywhere, listener.LocalEndPoint);
    }

    [Fact]
    public async Task A_port_has_one_listener_until_that_is_disposed()
    {
        TcpStreamListener listener = await _hosts.Right.ListenAsync(Everywhere);
        SocketException taken = await Assert.ThrowsAsync<SocketException>(() => _hosts.Right.ListenAsync(Everywhere));
        Assert.Equal(SocketError.AddressAlreadyInUse, taken.SocketErrorCode);

        listener.Dispose();
        using TcpStreamListener next = await _hosts.Right.ListenAsync(Everywhere);
        TcpStream client = await _hosts.Left.ConnectAsync(Right);
        Assert.Equal(client.LocalEndPoint, (await next.AcceptAsync()).RemoteEndPoint);
    }

    [Fact]
    public async Task Disposing_ends_an_accept_and_resets_who_was_not_accepted()
    {
        TcpStreamListener listener = await _hosts.Right.ListenAsync(Everywhere);
        ValueTask<TcpStream> accepting = listener.AcceptAsync();
        listener.Dispose();
        Assert.Equal(SocketError.OperationAborted, (await Assert.ThrowsAsync<SocketException>(async () => await accepting)).SocketErrorCode);

        listener = await _hosts.Right.ListenAsync(Everywhere);
        TcpStream client = await _hosts.Left.ConnectAsync(Right);
        await Established(_hosts.Right);
        listener.Dispose();
        await Assert.ThrowsAsync<IOException>(async () => await client.ReadExactlyAsync(new byte[1]));
    }

    [Fact]
    public async Task Accepting_can_be_cancelled()
    {
        using TcpStreamListener listener = await _hosts.Right.ListenAsync(Everywhere);
        using CancellationTokenSource cancellation = new(30);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await listener.AcceptAsync(cancellation.Token));
    }

    [Fact]
    public async Task Who_does_not_fit_into_the_queue_is_reset()
    {
        using TcpStreamListener listener = await _hosts.Right.ListenAsync(Everywhere, backlog: 2);
        TcpStream[] clients = [await _hosts.Left.ConnectAsync(Right), await _hosts.Left.ConnectAsync(Right), await _hosts.Left.ConnectAsync(Right)];

        await Assert.ThrowsAsync<IOException>(async () => await clients[2].ReadExactlyAsync(new byte[1]));
        Assert.Equal(clients[0].LocalEndPoint, (await listener.AcceptAsync()).RemoteEndPoint);
        Assert.Equal(clients[1].LocalEndPoint, (await listener.AcceptAsync()).RemoteEndPoint);
    }

    // Waits until the host has an established connection.
    private static async Task Established(TunHost host)
    {
        for (long established = 0; established == 0; await Task.Yield())
        {
            TaskCompletionSource<long> count = new(TaskCreationOptions.RunContinuationsAsynchronously);
            host.Post(_ => count.SetResult(host.Stack.Statistics.CurrEstab));
            established = await count.Task;
        }
    }
}
