using Capture.Annotating;
using Capture.Annotations;
using Capture.Plugin;
using Capture.Pcapng;
using Shared;
using TcpCodec;
using TcpEngine;

namespace Capture.Tests;

/// <summary>Captures that are made here, read by the real tshark with the plugin.</summary>
public sealed class AnnotatedCaptureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tcpengine-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TsharkFact]
    public void Every_field_of_the_schema_reaches_tshark_with_its_value()
    {
        string capture = Path.Combine(_folder, "all.pcapng");
        using (FileStream file = File.Create(capture))
        {
            AnnotatedCaptureWriter writer = new(file, "test", "test", PacketFrames.Sent);
            writer.Observe(SampleEvent());
            writer.Finish();
        }

        (string Field, string Value)[] expected =
        [
            ("endpoint", "A"), ("connection", "7"), ("event", "CONGESTION_DECISION"), ("reason", "ENTER_FAST_RECOVERY"),
            ("state_before", "ESTABLISHED"), ("state_after", "CLOSE_WAIT"), ("iss", "4294967295"), ("snd_una", "0"), ("snd_wnd", "1073725440"),
            ("snd_wind_shift", "14"), ("cwnd", "14600"), ("ssthresh", "7300"), ("phase", "FAST_RECOVERY"), ("rto_us", "5000000000000"),
            ("srtt_us", "20000"), ("retransmission_timer_us", "200000"),
        ];
        string[] arguments = ["-r", capture, "-X", $"lua_script:{Plugin()}", "-T", "fields", .. expected.SelectMany(pair => (string[])["-e", $"tcpengine.{pair.Field}"])];
        ExternalProgram shown = ExternalProgram.Run("tshark", arguments, _folder);

        Assert.Equal(string.Join('\t', expected.Select(pair => pair.Value)) + "\n", shown.Output);
    }

    [TsharkFact]
    public void Broken_annotations_are_told_as_malformed_and_never_break_the_plugin()
    {
        string capture = Path.Combine(_folder, "fuzz.pcapng");
        Random random = new(1);
        byte[] whole = new byte[400];
        int size = Encode(whole);
        using (FileStream file = File.Create(capture))
        {
            PcapngWriter writer = new(file, "test");
            writer.AddInterface("test", "test");
            for (int i = 0; i < 3000; i++)
            {
                byte[] body = whole.AsSpan(0, size).ToArray();
                for (int flips = random.Next(1, 8); flips > 0; flips--)
                {
                    body[random.Next(body.Length)] = (byte)random.Next(256);
                }

                int claimed = random.Next(4) == 0 ? random.Next(ushort.MaxValue) : body.Length;
                writer.AddFrame(0, new Timestamp(i), Frame(body.AsSpan(0, random.Next(body.Length + 1)), claimed), 0, "fuzz");
            }

            writer.Flush();
        }

        ExternalProgram all = ExternalProgram.Run("tshark", ["-r", capture, "-X", $"lua_script:{Plugin()}", "-V"], _folder);
        ExternalProgram broken = ExternalProgram.Run("tshark", ["-r", capture, "-X", $"lua_script:{Plugin()}", "-Y", "tcpengine.malformed"], _folder);

        Assert.Equal(0, all.ExitCode);
        Assert.DoesNotContain("Lua Error", all.Output + all.Error, StringComparison.Ordinal);
        Assert.InRange(broken.Lines.Length, 1000, 3000);
    }

    [TsharkFact]
    public void Small_large_and_IPv6_packets_keep_their_trailers_and_their_meaning()
    {
        string capture = Path.Combine(_folder, "sizes.pcapng");
        using (FileStream file = File.Create(capture))
        {
            AnnotatedCaptureWriter writer = new(file, "test", "test", PacketFrames.SentAndReceived);
            Play(writer, "2001:db8::1", "2001:db8::2");
            Play(writer, "192.0.2.1", "192.0.2.2");
            writer.Finish();
        }

        string[] common = ["-r", capture, "-X", $"lua_script:{Plugin()}"];
        Assert.Empty(ExternalProgram.Run("tshark", [.. common, "-Y", "_ws.malformed or tcpengine.malformed or not tcpengine"], _folder).Output);
        Assert.NotEmpty(ExternalProgram.Run("tshark", [.. common, "-Y", "ipv6 and tcp.len == 1428"], _folder).Output);
        Assert.NotEmpty(ExternalProgram.Run("tshark", [.. common, "-Y", "ip and tcp.len == 1448"], _folder).Output);
        Assert.Empty(ExternalProgram.Run("tshark", [.. common, "-o", "tcp.check_checksum:TRUE", "-Y", "tcp.checksum.status == 0"], _folder).Output);
    }

    [TsharkFact]
    public void A_capture_survives_editcap_and_mergecap()
    {
        string capture = Path.Combine(_folder, "original.pcapng");
        using (FileStream file = File.Create(capture))
        {
            AnnotatedCaptureWriter writer = new(file, "test", "test", PacketFrames.Sent);
            Play(writer, "192.0.2.1", "192.0.2.2");
            writer.Finish();
        }

        string edited = Path.Combine(_folder, "edited.pcap");
        string merged = Path.Combine(_folder, "merged.pcapng");
        Assert.Equal(0, ExternalProgram.Run("editcap", ["-F", "pcap", capture, edited]).ExitCode);
        Assert.Equal(0, ExternalProgram.Run("mergecap", ["-w", merged, capture, edited]).ExitCode);

        string[] States(string file) => ExternalProgram.Run("tshark", ["-r", file, "-X", $"lua_script:{Plugin()}", "-T", "fields", "-e", "tcpengine.state_after"], _folder).Lines;
        Assert.Equal(States(capture), States(edited));
        Assert.Equal(2 * States(capture).Length, States(merged).Length);
    }

    [UnixFact]
    public void A_full_disk_comes_out_as_an_IOException()
    {
        using FileStream full = new("/dev/full", new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Write, BufferSize = 0 });

        IOException exception = Assert.Throws<IOException>(() => new AnnotatedCaptureWriter(full, "test", "test", PacketFrames.Sent).Flush());

        Assert.Contains("No space left", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_that_readers_would_not_take_is_refused()
    {
        PcapngWriter writer = new(Stream.Null, "test");
        writer.AddInterface("test", "test");

        Assert.Throws<InvalidOperationException>(() => writer.AddFrame(0, default, new byte[PcapngBlock.MaximumSize], 0, ""));
    }

    private static EngineEvent SampleEvent() => new()
    {
        Kind = EngineEventKind.CongestionDecision,
        Time = new Timestamp(1_000_000_000),
        Endpoint = "A",
        ConnectionId = 7,
        Key = new ConnectionKey(new TcpEndpoint(IpAddress.Parse("192.0.2.1"), 1), new TcpEndpoint(IpAddress.Parse("192.0.2.2"), 80)),
        Reason = TcpEngine.Reason.EnterFastRecovery,
        StateBefore = TcpState.Established,
        StateAfter = TcpState.CloseWait,
        HasSnapshot = true,
        Snapshot = new ConnectionSnapshot
        {
            InitialSendSequence = new SequenceNumber(uint.MaxValue),
            SendWindow = 65535u << 14,
            SendWindowShift = 14,
            CongestionWindow = 14600,
            SlowStartThreshold = 7300,
            Phase = RecoveryPhase.FastRecovery,
            RetransmissionTimeout = Duration.FromSeconds(5_000_000),
            SmoothedRoundTripTime = Duration.FromMilliseconds(20),
            LatestRoundTripTime = Duration.FromMilliseconds(20),
            RetransmissionDeadline = new Timestamp(1_200_000_000),
            PersistDeadline = Timestamp.Never,
            DelayedAckDeadline = Timestamp.Never,
            TimeWaitDeadline = Timestamp.Never,
        },
    };

    private static int Encode(byte[] body)
    {
        Annotation annotation = new() { Endpoint = "A", Connection = 300, Event = Event.SegmentSent, ReasonText = "why", StateBefore = State.Established, StateAfter = State.TimeWait, RtoUs = 1_000_000, Cwnd = 14600 };
        using MemoryStream stream = new(body);
        Google.Protobuf.MessageExtensions.WriteTo(annotation, stream);
        return (int)stream.Position;
    }

    private static byte[] Frame(ReadOnlySpan<byte> body, int claimed)
    {
        byte[] frame = new byte[Math.Max(60, 14 + 8 + body.Length)];
        EthernetHeaderWriter ethernet = new(frame) { EtherType = EthernetType.LocalExperimental1 };
        Assert.True(ethernet.TryFinishHeader(0, out int at));
        TrailerHeaderWriter trailer = new(frame.AsSpan(at));
        Assert.True(trailer.TryFinish(body, out _));
        trailer.BodyLength = (ushort)claimed;
        return frame;
    }

    // A short transfer between two addresses; B's view is left out, as on a device.
    private static void Play(AnnotatedCaptureWriter writer, string a, string b)
    {
        TcpEngine.Simulation simulation = new(1, new OnlyOf("A", writer));
        SimulatedHost hostA = simulation.AddHost("A", IpAddress.Parse(a));
        SimulatedHost hostB = simulation.AddHost("B", IpAddress.Parse(b));
        simulation.Connect(hostA, hostB, new LinkSettings());
        simulation.Plan(default, hostB, now => hostB.Stack.Listen(new TcpEndpoint(hostB.Address, 80), _ => new SendOnce(10_000), now));
        simulation.Plan(default, hostA, now => hostA.Stack.Connect(new TcpEndpoint(hostB.Address, 80), new SendOnce(1), now));
        Assert.True(simulation.Run(new Timestamp(long.MaxValue - 1)));
    }

    private string Plugin()
    {
        string path = Path.Combine(_folder, PluginSource.FileName);
        File.WriteAllText(path, PluginSource.Generate());
        return path;
    }

    private sealed class OnlyOf(string endpoint, IEngineObserver observer) : IEngineObserver
    {
        public void Observe(in EngineEvent e)
        {
            if (e.Endpoint == endpoint)
            {
                observer.Observe(e);
            }
        }
    }

    private sealed class SendOnce(int size) : ITcpApplication
    {
        public void OnConnected(TcpConnection connection, Timestamp now)
        {
            connection.Send(new byte[size], now);
            connection.Close(now);
        }

        public void OnDataAvailable(TcpConnection connection, Timestamp now) => connection.Receive(new byte[connection.AvailableBytes], now);

        public void OnSendBufferSpace(TcpConnection connection, Timestamp now)
        {
        }

        public void OnPeerClosed(TcpConnection connection, Timestamp now)
        {
        }

        public void OnClosed(TcpConnection connection, Timestamp now)
        {
        }
    }
}
