using System.Net.Sockets;
using TcpEngine;
using static Extcap.Tests.Linux.LinuxScenario;

namespace Extcap.Tests.Linux;

/// <summary>The scenarios that are played against the kernel, and those that cannot be.</summary>
internal static class LinuxScenarios
{
    private const int Segment = 1448; // bytes of data, beside timestamps
    private static readonly LinkSettings Near = new() { Delay = Duration.FromMilliseconds(5) };
    private static readonly LinkSettings Far = new() { Delay = Duration.FromMilliseconds(30) };
    private static readonly LinuxRun LongWait = new() { Options = TcpConnectionOptions.Default with { MaximumSegmentLifetime = Duration.FromSeconds(5) } };
    private static readonly byte[] Key = "a key of both"u8.ToArray();
    private static readonly LinuxRun Signed = new() { KernelKey = Key, Options = TcpConnectionOptions.Default with { Keys = AuthenticationKeys.Of(new Md5Key(default, Key)) } };

    /// <summary>Those that are played.</summary>
    public static IReadOnlyList<LinuxScenario> All { get; } =
    [
        new("handshake", async pair => await pair.OpenAsync(), "A:Closed>SynSent", "A SYN", "B:>SynReceived", "B SYN,ACK", "A:SynSent>Established", "A ACK", "B:SynReceived>Established"),
        new("handshake-data", async pair =>
        {
            (LinuxStream _, LinuxStream b) = await pair.OpenAsync(new byte[100]);
            await b.Stream.ReadExactlyAsync(new byte[100]);
        }, "A SYN", "B SYN,ACK", "A PSH,ACK 100", "B ACK") { Remark = "The kernel acknowledges first, and sends data then" },
        new("fast-open", async pair =>
        {
            await pair.B.ListenAsync();
            for (int i = 0; i < 2; i++)
            {
                (LinuxStream a, LinuxStream b) = await pair.ConnectAsync(new byte[300]);
                await b.Stream.ReadExactlyAsync(new byte[300]);
                await SendAsync(b, a, 500);
                await CloseAsync(a, b);
            }
        }, "A SYN", "A!FastOpenCookieAsked", "B!FastOpenCookieRequested", "B SYN,ACK", "A PSH,ACK 300", "A SYN 300", "A!FastOpenSyn", "B!FastOpenAccepted", "B SYN,ACK", "A!FastOpenDataAccepted", "B PSH,ACK 500")
        {
            Run = new() { FastOpen = true, Sysctls = ["net.ipv4.tcp_fastopen=3"], Options = TcpConnectionOptions.Default with { FastOpen = FastOpenUse.WithCookie } },
        },
        new("transfer", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
            await SendAsync(a, b, 1_000_000);
            await CloseAsync(a, b);
        }, "A SYN", "B SYN,ACK", "A ACK", "B ACK", "A FIN,ACK", "B FIN,ACK", "A ACK"),
        new("ipv6", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
            await SendAsync(a, b, 300_000);
            await SendAsync(b, a, 300_000);
            await CloseAsync(a, b);
        }, "A SYN", "B SYN,ACK", "A ACK", "A FIN,ACK", "B FIN,ACK", "A ACK") { Run = new() { IsV6 = true, Sysctls = ["net.ipv6.conf.default.accept_dad=0"] } },
        new("both-ways", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();

            // In rounds: one side may have sent all of its bytes before the other begins.
            for (int i = 0; i < 3; i++)
            {
                await Task.WhenAll(SendAsync(a, b, 100_000), SendAsync(b, a, 100_000));
            }
        }, "A ACK", "B ACK 1448", "A ACK 1448"),
        new("close", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
            a.HalfClose();
            await ReadEndAsync(b);
            await SendAsync(b, a, 1000);
            b.HalfClose();
            await ReadEndAsync(a);
        }, "A:Established>FinWait1", "A FIN,ACK", "B:Established>CloseWait", "B PSH,ACK 1000", "B FIN,ACK", "A:FinWait2>TimeWait", "A ACK", "B:LastAck>Closed") { Run = new() { Link = Near } },
        new("close-by-server", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
            await CloseAsync(b, a);
        }, "B:Established>FinWait1", "B FIN,ACK", "A:Established>CloseWait", "A FIN,ACK", "B:>TimeWait", "B ACK", "A:LastAck>Closed"),
        new("close-three", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
            await CloseAsync(a, b);
        }, "A FIN,ACK", "B FIN,ACK", "A:>TimeWait", "A ACK", "B:LastAck>Closed") { Remark = "The kernel acknowledges the FIN by itself, unless its application closes at once" },
        new("half-close", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
            a.HalfClose();
            await ReadEndAsync(b);
            await SendAsync(b, a, 500_000);
            b.HalfClose();
            await ReadEndAsync(a);
        }, "A FIN,ACK", "B:Established>CloseWait", "B ACK 1448", "A ACK", "B FIN,ACK", "A:FinWait2>TimeWait", "A ACK"),
        new("simultaneous-open", async pair =>
        {
            Task<LinuxStream> a = pair.A.ConnectAsync(fromLocalPort: true);
            Task<LinuxStream> b = pair.B.ConnectAsync(fromLocalPort: true);
            await SendAsync(await a, await b, 1000);
        }, "A:SynSent>SynReceived", "A:SynReceived>Established") { Run = new() { Link = Far } },
        new("simultaneous-close", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
            a.HalfClose();
            b.HalfClose();
            await Task.WhenAll(ReadEndAsync(a), ReadEndAsync(b));
        }, "A:FinWait1>Closing", "B:FinWait1>Closing", "A:Closing>TimeWait", "B:Closing>TimeWait") { Run = new() { Link = Far } },
        new("refused", async pair =>
        {
            SocketException refused = await Assert.ThrowsAsync<SocketException>(() => pair.A.ConnectAsync());
            Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        }, "A SYN", "B RST,ACK"),
        new("abort", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
            await SendAsync(a, b, 10_000);
            a.Abort();
            Assert.Equal(SocketError.ConnectionReset, await FailureOfReadAsync(b));
        }, "A RST,ACK") { Run = new() { Options = TcpConnectionOptions.Default with { ResetAcknowledges = true } } },
        new("half-open", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
            b.Vanish();
            await a.Stream.WriteAsync(new byte[100]);
            Assert.Equal(SocketError.ConnectionReset, await FailureOfReadAsync(a));
        }, "A PSH,ACK 100", "B RST") { Remark = "The kernel's socket is closed under TCP_REPAIR: in silence, as by a crash" },
        new("lost-syn", async pair => await pair.OpenAsync(), "B SYN,ACK", "A ACK") { Run = new() { Faults = [Lose("A", PacketClass.Syn)] } },
        new("lost-final-ack", async pair => await pair.OpenAsync(), "B SYN,ACK", "B SYN,ACK", "A ACK") { Run = new() { Faults = [Lose("A", PacketClass.Ack)] } },
        new("lost-final-ack-data", async pair =>
        {
            await pair.B.ListenAsync();
            LinuxStream a = await pair.A.ConnectAsync();
            await SendAsync(a, await SoonAsync(pair.B.AcceptAsync(), () => a.Stream.WriteAsync(new byte[1]).AsTask()), 0);
        }, "B SYN,ACK", "A PSH,ACK 1") { Run = new() { Faults = [Lose("A", PacketClass.Ack)] } },
        new("lost-fin", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
            await CloseAsync(a, b);
        }, "A FIN,ACK", "A:FinWait1>FinWait2", "B FIN,ACK", "A:FinWait2>TimeWait", "A ACK", "B:LastAck>Closed") { Run = new() { Link = Near, Faults = [Lose("B", PacketClass.Fin)] }, KernelAsA = false },
        new("lost-last-ack", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
            await CloseAsync(a, b);
        }, "A FIN,ACK", "B FIN,ACK", "A:>TimeWait", "B FIN,ACK", "A ACK", "B:LastAck>Closed")
        {
            // The kernel as B acknowledges the FIN by itself; the handshake's ACK is the first in either case.
            Run = LongWait with { Faults = [Lose("A", PacketClass.Ack, 1)] },
        },
        new("time-wait-reuse", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync(fromLocalPort: true);
            await CloseAsync(b, a);
            a.Stream.Dispose();
            (LinuxStream again, LinuxStream accepted) = await pair.ConnectAsync(fromLocalPort: true);
            await SendAsync(again, accepted, 1000);
        }, "B FIN,ACK", "A FIN,ACK", "B:>TimeWait", "B ACK", "A SYN", "B SYN,ACK", "A ACK") { Run = LongWait },
        new("keep-alive", async pair =>
        {
            (LinuxStream _, LinuxStream b) = await pair.OpenAsync();
            pair.Cut();
            Assert.Equal(SocketError.TimedOut, await FailureOfReadAsync(b));
        }, "B!KeepAliveProbe", "B!KeepAlivesExhausted")
        {
            Run = new()
            {
                KeepAlive = true,
                Options = TcpConnectionOptions.Default with { KeepAlive = true, KeepAliveIdle = Duration.FromMilliseconds(300), KeepAliveInterval = Duration.FromMilliseconds(100), KeepAliveProbes = 3 },
            },
            Remark = "The kernel's times are seconds: a probe after 1 s",
        },
        new("corrupted", Transfer(100_000), "B!TcpChecksumWrong", "B sack") { Run = new() { Faults = [new("A", PacketFaultKind.Corrupt, PacketClass.Data, 1)] } },
        new("duplicated", Transfer(100_000), "B sack") { Run = new() { Link = Near, Faults = [new("A", PacketFaultKind.Duplicate, PacketClass.Data, 2) { Delay = Duration.FromMilliseconds(3) }] }, Remark = "Both tell of it by D-SACK" },
        new("reordered", Transfer(100_000), "B sack") { Run = new() { Link = Near, Faults = [new("A", PacketFaultKind.Delay, PacketClass.Data, 8) { Delay = Duration.FromMilliseconds(4) }] } },
        new("timeout", Transfer(20 * Segment), "A!RetransmissionTimerExpired", "A!EnterTimeoutRecovery", "A!LeaveTimeoutRecovery")
        {
            Run = new() { Link = Near, Faults = [Lose("A", PacketClass.Data, 0, 12)] },
        },
        new("fast-retransmit", Transfer(300_000), "B sack", "A!EnterFastRecovery", "A!LeaveFastRecovery") { Run = new() { Link = Near, Faults = [Lose("A", PacketClass.Data, 40)] } },
        new("tail-loss", Transfer(5 * Segment), "A!ProbeTimerExpired", "A!TailLossProbe") { Run = new() { Link = Near, Faults = [Lose("A", PacketClass.Data, 4)] } },
        new("zero-window", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
            Task writing = a.Stream.WriteAsync(new byte[1_000_000]).AsTask();
            await UntilAsync(() => pair.Log.Count("B win0") > 2);
            await b.Stream.ReadExactlyAsync(new byte[1_000_000]);
            await writing;
        }, "B win0", "A!ZeroWindowProbe", "B win0", "B!WindowUpdateSent")
        {
            Run = new() { KernelBuffer = 20_000, Options = TcpConnectionOptions.Default with { ReceiveBufferSize = 20_000 } },
        },
        new("urgent", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
            a.SendUrgent([(byte)'!']);
            if (b.Socket is { } kernel)
            {
                await UntilAsync(() => kernel.Poll(TimeSpan.Zero, SelectMode.SelectError));
                byte[] urgent = new byte[1];
                Assert.Equal((1, (byte)'!'), (kernel.Receive(urgent, SocketFlags.OutOfBand), urgent[0]));
            }
        }, "A PSH,ACK,URG 1", "B!UrgentDataReady") { Remark = "With the window open" },
        new("nagle", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
            await WritePiecesAsync(a, b);
            Assert.InRange(pair.Log.Count("A PSH,ACK"), 2, 7);
        }, "A PSH,ACK 100", "B ACK") { Run = new() { Link = Far } },
        new("no-delay", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
            await WritePiecesAsync(a, b);
            Assert.Equal(10, pair.Log.Count("A PSH,ACK 100"));
        }, "A PSH,ACK 100", "A PSH,ACK 100", "A PSH,ACK 100") { Run = new() { Link = Near, NoDelay = true } },
        new("delayed-ack", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
            await SendAsync(a, b, 100);
            await UntilAsync(() => pair.Log.Count("B ACK") > 0);
            double waited = pair.Log.TimeOf("B ACK") - pair.Log.TimeOf("A PSH,ACK 100");
            Assert.True(waited is > 0.02 and < 0.5, $"{waited} s; {pair.Log.FindMissing(["A what never comes"])}");
        }, "A PSH,ACK 100", "B!AckDelayExpired")
        {
            Run = new() { KernelQuickAck = false, Options = TcpConnectionOptions.Default with { ReceiveBufferSize = 60_000 } }, // no window update goes first
        },
        new("ecn", Transfer(200_000), "A SYN,ECE,CWR", "B SYN,ACK,ECE", "B ece", "A cwr")
        {
            Run = new() { Link = Near, Sysctls = ["net.ipv4.tcp_ecn=1"], Faults = [new("A", PacketFaultKind.Mark, PacketClass.Data, 20)], Options = TcpConnectionOptions.Default with { Ecn = EcnUse.Request } },
        },
        new("long-fat", Transfer(3_000_000), "A SYN", "B SYN,ACK", "A ACK")
        {
            Run = new()
            {
                Link = new() { Delay = Duration.FromMilliseconds(50) },
                Options = TcpConnectionOptions.Default with { SendBufferSize = 8 << 20, ReceiveBufferSize = 8 << 20 },
            },
            Remark = "3 MB over 100 ms: without window scale at least 4.6 s",
        },
        new("lossy", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
            await Task.WhenAll(SendAsync(a, b, 300_000), SendAsync(b, a, 300_000));
        }, "A SYN", "B SYN,ACK", "B sack")
        {
            Run = new()
            {
                Link = new() { Delay = Duration.FromMilliseconds(2), Jitter = Duration.FromMilliseconds(2), Loss = 0.02, Reordering = 0.05, Duplication = 0.02, Corruption = 0.01 },
            },
            Remark = "Loss, delay, jitter, reordering, duplicates and flipped bits, both ways at once",
        },
        new("lossy, the kernel's side", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
            await Task.WhenAll(SendAsync(a, b, 300_000), SendAsync(b, a, 300_000));
        }, "A SYN", "B SYN,ACK", "A ACK") { Run = new() { Link = Near, KernelLossPercent = 2 }, Remark = "Packets are lost in the kernel, by netem or a rule of nftables" },
        new("signed-md5", async pair =>
        {
            (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
            await SendAsync(a, b, 300_000);
            await SendAsync(b, a, 300_000);
            await CloseAsync(a, b);
            Assert.Equal(0, pair.Host.Stack.Statistics.UnauthenticSegments);
        }, "A SYN", "B SYN,ACK", "A ACK", "A FIN,ACK", "B FIN,ACK", "A ACK") { Run = Signed },
        new("signed-md5, another key", async pair =>
        {
            await pair.B.ListenAsync();
            Task<LinuxStream> connecting = pair.A.ConnectAsync();
            await UntilAsync(() => pair.Log.Count("A SYN") > 1);
            Assert.False(connecting.IsCompleted);
        }, "A SYN", "B!DigestWrong", "A SYN", "B!DigestWrong") { Run = Signed with { KernelKey = "not the same"u8.ToArray() } },
        new("signed-md5, refused", async pair =>
        {
            SocketException refused = await Assert.ThrowsAsync<SocketException>(() => pair.A.ConnectAsync());
            Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        }, "A SYN", "B RST,ACK") { Run = Signed, KernelAsB = false, Remark = "The kernel, where nobody listens, has no key to sign a RST with" },
    ];

    /// <summary>Those of the lab that are not, and why.</summary>
    public static IReadOnlyList<(string Names, string Why)> Others { get; } =
    [
        ("old-duplicate-syn, stale-syn-during-connect", "the old SYN must come from A's own address, which is the kernel's or the engine's: a third party would have to stand between"),
        ("no-answer", "takes the kernel two minutes"),
        ("silly-window, auto-tuning", "what the kernel offers is its own choice: there is no rule to see from outside"),
        ("codel, congestion, path-mtu, mtu-black-hole, mtu-probe, bursty", "about links and routers, of which there are none between both"),
        ("accurate-ecn", "Linux 6.18 does not let it be asked for"),
        ("syn-flood, blind-reset, blind-syn, blind-data, signed, teardrop, fragments, bad-options, bad-offset, truncated, land, xmas", "about what the engine does with forged and malformed packets; this kernel has no TCP-AO"),
    ];

    private static PacketFault Lose(string from, PacketClass packets, int index = 0, int count = 1) => new(from, PacketFaultKind.Drop, packets, index, count);

    private static Func<LinuxPair, Task> Transfer(int bytes) => async pair =>
    {
        (LinuxStream a, LinuxStream b) = await pair.OpenAsync();
        await SendAsync(a, b, bytes);
    };

    private static async Task WritePiecesAsync(LinuxStream from, LinuxStream to)
    {
        for (int i = 0; i < 10; i++)
        {
            await from.Stream.WriteAsync(new byte[100]);
            await Task.Delay(2);
        }

        await to.Stream.ReadExactlyAsync(new byte[1000]);
    }

    private static async Task<SocketError> FailureOfReadAsync(LinuxStream stream)
    {
        IOException exception = await Assert.ThrowsAsync<IOException>(async () => await stream.Stream.ReadExactlyAsync(new byte[1]));
        return Assert.IsType<SocketException>(exception.InnerException).SocketErrorCode;
    }

    private static async Task<T> SoonAsync<T>(Task<T> waiting, Func<Task> happening)
    {
        await happening();
        return await waiting;
    }

    private static async Task UntilAsync(Func<bool> isTrue)
    {
        while (!isTrue())
        {
            await Task.Delay(5);
        }
    }
}
