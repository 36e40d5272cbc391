using System.Net;
using System.Net.Sockets;
using TcpEngine;
using TcpEngine.Sockets;

namespace Extcap.Tests.Linux;

/// <summary>The engine's streams against the kernel's sockets, over a TUN device.</summary>
public sealed class SocketApiTests : IDisposable
{
    private const int Connections = 10_000;
    private static readonly IPAddress Kernel = IPAddress.Parse("10.213.77.1");
    private static readonly IPAddress Engine = IPAddress.Parse("10.213.77.2");

    private readonly CancellationTokenSource _stop = new();

    public void Dispose() => _stop.Dispose();

    [LinuxPeerFact]
    public async Task Ten_thousand_short_connections_to_the_engine_leave_nothing_behind() => await Run(async host =>
    {
        using TcpStreamListener listener = await host.ListenAsync(new IPEndPoint(Engine, 80));
        Task serving = Task.Run(async () =>
        {
            byte[] buffer = new byte[16];
            for (int i = 0; i < Connections; i++)
            {
                await using TcpStream stream = await listener.AcceptAsync();
                int count = await stream.ReadAtLeastAsync(buffer, 5);
                await stream.WriteAsync(buffer.AsMemory(0, count));
                Assert.Equal(0, await stream.ReadAtLeastAsync(buffer, 1, throwOnEndOfStream: false)); // the kernel closes first, and holds TIME-WAIT
            }
        });
        byte[] answer = new byte[5];
        for (int i = 0; i < Connections; i++)
        {
            using Socket client = new(SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(Engine, 80);
            await client.SendAsync("hello"u8.ToArray());
            int got = 0;
            while (got < answer.Length)
            {
                int count = await client.ReceiveAsync(answer.AsMemory(got));
                Assert.NotEqual(0, count);
                got += count;
            }
        }

        await serving;
    });

    [LinuxPeerFact]
    public async Task A_thousand_short_connections_from_the_engine_leave_nothing_behind() => await Run(async host =>
    {
        using Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(Kernel, 0));
        listener.Listen(64);
        Task serving = Task.Run(async () =>
        {
            for (int i = 0; i < Connections / 10; i++)
            {
                using Socket accepted = await listener.AcceptAsync();
                await accepted.SendAsync("welcome"u8.ToArray());
            }
        });
        for (int i = 0; i < Connections / 10; i++)
        {
            await using TcpStream stream = await host.ConnectAsync((IPEndPoint)listener.LocalEndPoint!);
            using StreamReader reader = new(stream, leaveOpen: true);
            Assert.Equal("welcome", await reader.ReadToEndAsync());
        }

        await serving;
    });

    [LinuxPeerFact]
    public async Task The_kernel_refuses_and_resets_and_the_stream_says_so() => await Run(async host =>
    {
        using Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(Kernel, 0));
        IPEndPoint address = (IPEndPoint)listener.LocalEndPoint!;
        SocketException refused = await Assert.ThrowsAsync<SocketException>(() => host.ConnectAsync(address));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);

        listener.Listen();
        await using TcpStream stream = await host.ConnectAsync(address);
        Socket accepted = await listener.AcceptAsync();
        accepted.LingerState = new LingerOption(enable: true, seconds: 0);
        accepted.Close();
        IOException reset = await Assert.ThrowsAsync<IOException>(async () => await stream.ReadExactlyAsync(new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(reset.InnerException).SocketErrorCode);
    });

    private async Task Run(Func<TunHost, Task> play)
    {
        string name = $"tcpe{Guid.NewGuid().ToString("N")[..6]}";
        using TunDevice device = TunDevice.Open(name, IpAddress.FromBytes(Kernel.GetAddressBytes()), 24);
        TcpStack stack = new(new TcpStackOptions { Name = name, Addresses = [IpAddress.FromBytes(Engine.GetAddressBytes())], Secret = 77, Mtu = device.Mtu });
        TunHost host = new(stack, device);
        Thread thread = new(() => host.Run(_stop.Token));
        thread.Start();
        try
        {
            await play(host).WaitAsync(TimeSpan.FromSeconds(120));
        }
        finally
        {
            await _stop.CancelAsync();
            thread.Join();
        }

        host.Drain(Duration.FromSeconds(10));
        Assert.Equal(0, stack.ConnectionCount);
        Assert.Equal(0, stack.Statistics.CurrEstab);
    }
}
