using System.Net;
using TcpEngine.Sockets;

namespace TcpEngine.Tests.Sockets;

/// <summary>Two hosts with a cable between them, each on a thread of its own.</summary>
internal sealed class HostPair : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread[] _threads;

    public HostPair(TcpConnectionOptions? options = null)
    {
        (LeftCable, RightCable) = PacketPipe.Create();
        Left = Host("left", "10.0.0.1", LeftCable, options);
        Right = Host("right", "10.0.0.2", RightCable, options);
        _threads = [new Thread(() => Left.Run(_stop.Token)), new Thread(() => Right.Run(_stop.Token))];
        foreach (Thread thread in _threads)
        {
            thread.Start();
        }
    }

    public TunHost Left { get; }

    public TunHost Right { get; }

    public PacketPipe LeftCable { get; }

    public PacketPipe RightCable { get; }

    /// <summary>A connection from left to right, both ends.</summary>
    public async Task<(TcpStream Left, TcpStream Right)> ConnectAsync(TcpConnectionOptions? options = null)
    {
        using TcpStreamListener listener = await Right.ListenAsync(new IPEndPoint(IPAddress.Any, 80), options);
        TcpStream left = await Left.ConnectAsync(IPEndPoint.Parse("10.0.0.2:80"), options);
        return (left, await listener.AcceptAsync());
    }

    public void Dispose()
    {
        _stop.Cancel();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        LeftCable.Dispose();
        RightCable.Dispose();
        _stop.Dispose();
    }

    private static TunHost Host(string name, string address, PacketPipe cable, TcpConnectionOptions? options)
    {
        TcpStackOptions stack = new() { Name = name, Addresses = [IpAddress.Parse(address)], Secret = 1, Connections = options ?? TcpConnectionOptions.Default };
        return new TunHost(new TcpStack(stack), cable);
    }
}
