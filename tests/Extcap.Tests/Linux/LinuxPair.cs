using System.Net;
using TcpEngine;

namespace Extcap.Tests.Linux;

/// <summary>What a run against the kernel needs.</summary>
internal sealed record LinuxRun
{
    /// <summary>How the engine's connections behave.</summary>
    public TcpConnectionOptions Options { get; init; } = TcpConnectionOptions.Default with { MaximumSegmentLifetime = Duration.FromMilliseconds(50) };

    /// <summary>What the network between both does.</summary>
    public LinkSettings Link { get; init; } = new() { Delay = Duration.Zero };

    /// <summary>What is done to chosen packets, of A or of B.</summary>
    public IReadOnlyList<PacketFault> Faults { get; init; } = [];

    /// <summary>Settings of the kernel's namespace.</summary>
    public string[] Sysctls { get; init; } = [];

    /// <summary>How many of 100 packets are lost on the kernel's side, each way.</summary>
    public int KernelLossPercent { get; init; }

    /// <summary>Whether the addresses are IPv6's.</summary>
    public bool IsV6 { get; init; }

    /// <summary>Whether both use Fast Open.</summary>
    public bool FastOpen { get; init; }

    /// <summary>Whether Nagle's algorithm is off.</summary>
    public bool NoDelay { get; init; }

    /// <summary>Whether both ask whether a silent peer lives.</summary>
    public bool KeepAlive { get; init; }

    /// <summary>Whether the kernel acknowledges at once what comes first.</summary>
    public bool KernelQuickAck { get; init; } = true;

    /// <summary>SO_RCVBUF of the kernel's sockets; 0 for its own choice.</summary>
    public int KernelBuffer { get; init; }

    /// <summary>The key of the kernel's MD5 signatures; null for none.</summary>
    public byte[]? KernelKey { get; init; }
}

/// <summary>The kernel and the engine, as A and B of a scenario, in a namespace of their own.</summary>
internal sealed class LinuxPair : IAsyncDisposable
{
    private readonly NetworkNamespace _network = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Cable _cable;
    private readonly Thread _thread;

    public LinuxPair(LinuxRun run, bool kernelIsA)
    {
        foreach (string sysctl in run.Sysctls)
        {
            Assert.Equal(0, _network.Run("sysctl", "-q", "-w", sysctl).ExitCode);
        }

        (string kernel, string engine) = run.IsV6 ? ("fd00:213::1", "fd00:213::2") : ("10.213.77.1", "10.213.77.2");
        (string kernelName, string engineName) = kernelIsA ? ("A", "B") : ("B", "A");
        TunDevice device = _network.Inside(() => TunDevice.Open("tun0", IpAddress.Parse(kernel), run.IsV6 ? 64 : 24));
        while (run.IsV6 && _network.Run("ip", "-6", "address", "show", "dev", device.Name, "tentative").Output.Length > 0)
        {
            Thread.Sleep(10); // nothing can be bound to an address that the kernel is still to look for
        }

        if (run.KernelLossPercent > 0)
        {
            _network.Impair(device.Name, run.KernelLossPercent, delayMilliseconds: 0);
        }

        _cable = new Cable(device);
        ImpairedDevice link = new(_cable, run.Link, new RandomSource(1), run.Faults, engineName, kernelName);
        Log = new SeenLog(engineName, kernelName);
        TcpConnectionOptions options = run.Options with { NoDelay = run.NoDelay };
        TcpStackOptions stack = new() { Name = engineName, Addresses = [IpAddress.Parse(engine)], Secret = 77, Mtu = device.Mtu, Connections = options };
        Host = new TunHost(new TcpStack(stack, Log), link);
        _thread = new Thread(() => Host.Run(_stop.Token));
        _thread.Start();
        IPEndPoint[] ends = [new(IPAddress.Parse(kernelIsA ? kernel : engine), 4000), new(IPAddress.Parse(kernelIsA ? engine : kernel), 80)];
        KernelEnd Kernel(int own) => new(_network, ends[own], ends[1 - own], run);
        EngineEnd Engine(int own) => new(Host, Forget, ends[own], ends[1 - own], run);
        A = kernelIsA ? Kernel(0) : Engine(0);
        B = kernelIsA ? Engine(1) : Kernel(1);
    }

    public LinuxEnd A { get; }

    public LinuxEnd B { get; }

    public TunHost Host { get; }

    public SeenLog Log { get; }

    /// <summary>A connection from A to B, both ends.</summary>
    public async Task<(LinuxStream A, LinuxStream B)> OpenAsync(byte[]? data = null, bool fromLocalPort = false)
    {
        await B.ListenAsync();
        return await ConnectAsync(data, fromLocalPort);
    }

    /// <summary>The same, where B listens already.</summary>
    public async Task<(LinuxStream A, LinuxStream B)> ConnectAsync(byte[]? data = null, bool fromLocalPort = false)
    {
        Task<LinuxStream> accepting = B.AcceptAsync();
        LinuxStream a = await A.ConnectAsync(data, fromLocalPort);
        return (a, await accepting);
    }

    /// <summary>From now on nothing gets through.</summary>
    public void Cut() => _cable.IsCut = true;

    public async ValueTask DisposeAsync()
    {
        A.Dispose();
        B.Dispose();
        await _stop.CancelAsync();
        _thread.Join();
        _cable.Dispose();
        _stop.Dispose();
        _network.Dispose();
    }

    // The engine's host starts again: its RSTs do not get out, and nothing is left.
    private void Forget()
    {
        using ManualResetEventSlim isDone = new();
        _cable.IsCut = true;
        Host.Post(now => Host.Stack.AbortAll(now));
        Thread.Sleep(50);
        Host.Post(_ => isDone.Set());
        isDone.Wait();
        _cable.IsCut = false;
    }

    /// <summary>A device that can be cut off.</summary>
    private sealed class Cable(IPacketDevice device) : IPacketDevice
    {
        public volatile bool IsCut;

        public int Mtu => device.Mtu;

        public Timestamp NextDeadline => device.NextDeadline;

        public bool TryRead(Timestamp now, Span<byte> packet, out int size)
        {
            bool isThere = device.TryRead(now, packet, out size);
            return isThere && !IsCut;
        }

        public void Write(Timestamp now, ReadOnlySpan<byte> packet)
        {
            if (!IsCut)
            {
                device.Write(now, packet);
            }
        }

        public void Wait(Duration limit) => device.Wait(limit);

        public void Wake() => device.Wake();

        public void Dispose() => device.Dispose();
    }
}
