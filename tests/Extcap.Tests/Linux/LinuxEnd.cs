using System.Net;
using System.Net.Sockets;
using TcpEngine;
using TcpEngine.Sockets;

namespace Extcap.Tests.Linux;

/// <summary>One end of a connection between the kernel and the engine: what a scenario does is the same for both.</summary>
internal abstract class LinuxEnd(IPEndPoint local, IPEndPoint remote) : IDisposable
{
    /// <summary>Its own address, with the port on which it listens, or from which it connects if it must be that one.</summary>
    protected IPEndPoint Local => local;

    /// <summary>The other end's.</summary>
    protected IPEndPoint Remote => remote;

    public abstract Task ListenAsync();

    public abstract Task<LinuxStream> AcceptAsync();

    /// <summary>Connects.</summary>
    /// <param name="data">What is sent at once.</param>
    /// <param name="fromLocalPort">Whether the port is the one of <see cref="Local"/>, and not any.</param>
    public abstract Task<LinuxStream> ConnectAsync(byte[]? data = null, bool fromLocalPort = false);

    public abstract void Dispose();

    protected IPEndPoint From(bool fromLocalPort) => fromLocalPort ? local : new IPEndPoint(local.Address, 0);
}

/// <summary>An open connection, whoever's it is.</summary>
/// <param name="Stream">Its data.</param>
/// <param name="HalfClose">Closes what is sent.</param>
/// <param name="Abort">Resets.</param>
/// <param name="SendUrgent">Sends urgent data.</param>
/// <param name="Vanish">Forgets the connection without a word, as a crash does.</param>
internal sealed record LinuxStream(Stream Stream, Action HalfClose, Action Abort, Action<byte[]> SendUrgent, Action Vanish)
{
    /// <summary>The kernel's socket; null for the engine's end.</summary>
    public Socket? Socket { get; init; }
}

/// <summary>The kernel's end.</summary>
internal sealed class KernelEnd(NetworkNamespace network, IPEndPoint local, IPEndPoint remote, LinuxRun run) : LinuxEnd(local, remote)
{
    private const int Tcp = 6;
    private const int QuickAck = 12;
    private const int Md5Signature = 14;
    private const int Repair = 19;
    private const int FastOpenQueue = 23;
    private const int FastOpenConnect = 30;
    private const int LargestKey = 80;

    private readonly List<Socket> _sockets = [];
    private Socket? _listener;

    public override Task ListenAsync()
    {
        _listener = New();
        _listener.Bind(Local);
        _listener.Listen(16);
        if (run.FastOpen)
        {
            Set(_listener, FastOpenQueue, 16);
        }

        return Task.CompletedTask;
    }

    public override async Task<LinuxStream> AcceptAsync() => Wrap(await _listener!.AcceptAsync());

    public override async Task<LinuxStream> ConnectAsync(byte[]? data = null, bool fromLocalPort = false)
    {
        Socket socket = New();
        socket.Bind(From(fromLocalPort));
        if (run.FastOpen)
        {
            Set(socket, FastOpenConnect, 1);
        }

        await socket.ConnectAsync(Remote);
        if (data is not null)
        {
            await socket.SendAsync(data);
        }

        return Wrap(socket);
    }

    public override void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    private Socket New()
    {
        Socket socket = network.Inside(() => new Socket(Local.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        _sockets.Add(socket);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        if (run.KernelBuffer > 0)
        {
            socket.ReceiveBufferSize = run.KernelBuffer;
        }

        if (run.KernelKey is { } key)
        {
            SetKey(socket, key);
        }

        return socket;
    }

    private LinuxStream Wrap(Socket socket)
    {
        _sockets.Add(socket);
        socket.NoDelay = run.NoDelay;
        Set(socket, QuickAck, run.KernelQuickAck ? 1 : 0);
        if (run.KeepAlive)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 1);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 1);
        }

        return new LinuxStream(
            new NetworkStream(socket, ownsSocket: true),
            () => socket.Shutdown(SocketShutdown.Send),
            () =>
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Close();
            },
            data => Assert.Equal(data.Length, socket.Send(data, SocketFlags.OutOfBand)),
            () =>
            {
                Set(socket, Repair, 1); // a socket under repair is closed in silence
                socket.Close();
            })
        {
            Socket = socket,
        };
    }

    private static void Set(Socket socket, int option, int value) => socket.SetRawSocketOption(Tcp, option, BitConverter.GetBytes(value));

    // struct tcp_md5sig: an address in 128 bytes, flags, prefix length, the key's length, an interface, the key.
    private void SetKey(Socket socket, byte[] key)
    {
        byte[] setting = new byte[136 + LargestKey];
        SocketAddress address = new IPEndPoint(Remote.Address, 0).Serialize();
        address.Buffer.Span[..address.Size].CopyTo(setting);
        BitConverter.TryWriteBytes(setting.AsSpan(130), (ushort)key.Length);
        key.CopyTo(setting, 136);
        socket.SetRawSocketOption(Tcp, Md5Signature, setting);
    }
}

/// <summary>The engine's end.</summary>
internal sealed class EngineEnd(ITcpHost host, Action restart, IPEndPoint local, IPEndPoint remote, LinuxRun run) : LinuxEnd(local, remote)
{
    private TcpStreamListener? _listener;

    public override async Task ListenAsync() => _listener = await host.ListenAsync(Local, fastOpenLimit: run.FastOpen ? 16 : 0);

    public override async Task<LinuxStream> AcceptAsync() => Wrap(await _listener!.AcceptAsync());

    public override async Task<LinuxStream> ConnectAsync(byte[]? data = null, bool fromLocalPort = false) => Wrap(await host.ConnectAsync(Remote, data, local: From(fromLocalPort)));

    public override void Dispose() => _listener?.Dispose();

    private LinuxStream Wrap(TcpStream stream) => new(
        stream,
        stream.CompleteWrites,
        stream.Abort,
        data => host.Post(now => host.Stack.FindConnection(new ConnectionKey(TcpEndpoint.FromIPEndPoint(stream.LocalEndPoint), TcpEndpoint.FromIPEndPoint(stream.RemoteEndPoint)))!.SendUrgent(data, now)),
        restart);
}
