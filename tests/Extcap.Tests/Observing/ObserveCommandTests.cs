using System.Runtime.CompilerServices;
using Extcap.Tests.Dissecting;
using Shared;
using TcpCodec;
using TcpCodec.Building;
using TcpCodec.Dissection;

namespace Extcap.Tests.Observing;

public sealed class ObserveCommandTests : IDisposable
{
    private const string Client = "192.0.2.1";
    private const string Server = "192.0.2.2";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_capture_of_the_lab_is_told_without_its_annotations()
    {
        string capture = Stripped("close");
        ExternalProgram shown = ProgramUnderTest.Run("observe", capture, "--ladder", "1");

        Assert.Equal((0, ""), (shown.ExitCode, shown.Error));
        Snapshot.Verify(shown.Output, "txt");
    }

    [Fact]
    public void A_capture_that_begins_in_the_middle_claims_no_more_than_it_shows()
    {
        byte[] data = Segment(Client, Server, 1000, 500, TcpFlags.Ack | TcpFlags.Psh, 10);
        byte[] answer = Segment(Server, Client, 500, 1010, TcpFlags.Ack, 0);
        byte[] more = Segment(Client, Server, 1010, 500, TcpFlags.Ack | TcpFlags.Psh, 10);
        string[] lines = ProgramUnderTest.Run("observe", Capture(data, answer, more)).Lines;

        Assert.Equal("1  192.0.2.1:50000 -> 192.0.2.2:80: 0.000 ms, its beginning is not in the capture; not closed", lines[0]);
        Assert.Contains("open", lines[1], StringComparison.Ordinal);
        Assert.Contains("window 512, scaled by what no handshake in the capture tells", lines[1], StringComparison.Ordinal);
        Assert.Equal("3 packets, 3 of TCP; 1 connections", lines[^1]);
    }

    [Fact]
    public void One_direction_alone_is_told_too()
    {
        byte[] syn = Segment(Client, Server, 7, 0, TcpFlags.Syn, 0);
        byte[] acknowledgment = Segment(Client, Server, 8, 100, TcpFlags.Ack, 0);
        byte[] fin = Segment(Client, Server, 8, 5100, TcpFlags.Ack | TcpFlags.Fin, 0);
        string[] lines = ProgramUnderTest.Run("observe", Capture(syn, acknowledgment, fin)).Lines;

        Assert.Contains("closed by 192.0.2.1:50000, the other side is open", lines[0], StringComparison.Ordinal);
        Assert.Contains("192.0.2.2:80             nothing of it is in the capture", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_file_is_told_as_far_as_it_goes()
    {
        string file = Capture(Segment(Client, Server, 7, 0, TcpFlags.Syn, 0), Segment(Server, Client, 9, 8, TcpFlags.Syn | TcpFlags.Ack, 0));
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1]);
        string written = _folder.File("written.pcapng");
        ExternalProgram shown = ProgramUnderTest.Run("observe", file, "-w", written);

        Assert.Equal(2, shown.ExitCode);
        Assert.Equal(["1 packets, 1 of TCP; 1 connections", "1 frames written"], shown.Lines[^2..]);
        Assert.StartsWith($"{file}: the file ends at byte ", shown.Error, StringComparison.Ordinal);
        Assert.Contains("[SYN]", ProgramUnderTest.Run("dissect", written).Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_with_the_arguments_is_said()
    {
        string noLog = _folder.File("keys.txt");
        File.WriteAllText(noLog, "CLIENT_RANDOM 00 11\nhello\n");

        Assert.Equal((2, "--keylog puts secrets into the annotated capture: say with -w where that goes.\n"), Failure("observe", "x.pcap", "--keylog", noLog));
        Assert.StartsWith($"{noLog}:2: this is no line of a TLS key log", Failure("observe", "x.pcap", "-w", _folder.File("o"), "--keylog", noLog).Error, StringComparison.Ordinal);
        Assert.Equal(2, Failure("observe", _folder.File("none.pcap")).ExitCode);
    }

    [TsharkFact]
    public void The_annotated_capture_shows_states_and_reasons_in_Wireshark()
    {
        using Wireshark.WiresharkHome home = new();
        string written = _folder.File("annotated.pcapng");
        Assert.Equal(0, ProgramUnderTest.Run("observe", Stripped("close"), "-w", written).ExitCode);
        string[] lines = home.Tshark(
            "-r", written, "-Y", "tcp", "-T", "fields", "-e", "tcpengine.endpoint", "-e", "tcpengine.state_before", "-e", "tcpengine.state_after", "-e", "tcpengine.peer_state", "-e", "tcpengine.reason",
            "-e", "tcpengine.origin", "-e", "tcpengine.snd_nxt", "-e", "tcpengine.rcv_nxt").Lines;

        Snapshot.Verify(string.Join('\n', lines) + "\n", "txt");
    }

    [TsharkFact]
    public void The_interface_plays_a_capture_into_Wireshark()
    {
        using Wireshark.WiresharkHome home = new();
        string played = _folder.File("played.pcapng");
        ExternalProgram captured = home.Tshark("-i", "tcpengine-observe", "-w", played, "-o", $"extcap.tcpengine_observe.file:{Stripped("close")}");

        Assert.True(captured.ExitCode == 0, captured.Error);
        Assert.Equal(["TIME_WAIT"], home.Tshark("-r", played, "-Y", "tcpengine.state_after == \"TIME_WAIT\"", "-T", "fields", "-e", "tcpengine.state_after").Lines);
    }

    [TsharkFact]
    public void Any_link_and_packet_goes_into_the_annotated_capture()
    {
        string[] links = ["Ethernet", "Raw", "LinuxCooked", "LinuxCooked2", "Null"];
        foreach (IGrouping<LinkType, (LinkType Link, byte[] Bytes, int Cut)> link in BuiltFrames.All().GroupBy(frame => frame.Link).Where(link => links.Contains(link.Key.ToString())))
        {
            string file = _folder.File($"{link.Key}.pcap");
            string written = _folder.File($"{link.Key}.pcapng");
            BuiltCapture.Write(file, link.Key, link.Select(frame => (frame.Bytes, frame.Cut)));
            ExternalProgram shown = ProgramUnderTest.Run("observe", file, "-w", written);
            ExternalProgram read = ExternalProgram.Run("tshark", ["-r", written, "-T", "fields", "-e", "frame.number"]);

            Assert.Equal((0, ""), (shown.ExitCode, shown.Error));
            Assert.StartsWith($"{read.Lines.Length} frames written", shown.Lines[^1], StringComparison.Ordinal);
        }
    }

    /// <summary>The capture and its key log were made with openssl's s_server and s_client.</summary>
    [TsharkFact]
    public void With_the_secrets_Wireshark_shows_the_plain_text()
    {
        string written = _folder.File("tls.pcapng");
        string capture = Beside("tls.pcap");

        ExternalProgram told = ProgramUnderTest.Run("observe", capture, "-w", written);
        Assert.Contains("closed by 192.0.2.1:50000", told.Lines[0], StringComparison.Ordinal);
        Assert.Empty(Plain(written));
        Assert.Equal(0, ProgramUnderTest.Run("observe", capture, "-w", written, "--keylog", Beside("tls.keylog")).ExitCode);
        Assert.Equal(["/hello.txt\t\t", "\t200\thello, plain text\\n"], Plain(written));

        static string[] Plain(string file) => ExternalProgram.Run(
            "tshark",
            ["-r", file, "-d", "tcp.port==4433,tls", "-o", "http.desegment_body:FALSE", "-Y", "http", "-T", "fields", "-e", "http.request.uri", "-e", "http.response.code", "-e", "http.file_data"]).Lines;
    }

    private static string Beside(string name, [CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, name);

    private static (int ExitCode, string Error) Failure(params string[] arguments)
    {
        ExternalProgram shown = ProgramUnderTest.Run(arguments);
        return (shown.ExitCode, shown.Error);
    }

    private static byte[] Segment(string from, string to, uint sequence, uint acknowledgment, TcpFlags flags, int length) =>
        new PacketBuilder().Ethernet().Ipv4(from, to).Tcp((ushort)(from == Client ? 50000 : 80), (ushort)(to == Client ? 50000 : 80), (ref tcp) =>
        {
            tcp.SeqNum = sequence;
            tcp.AckNum = acknowledgment;
            tcp.Flags = flags;
            tcp.Window = 512;
        }).Data(new byte[length]).Build();

    // A scenario's packets alone, as tcpdump would have captured them.
    private string Stripped(string scenario)
    {
        string annotated = _folder.File($"{scenario}.pcapng");
        Assert.Equal(0, ProgramUnderTest.Run("lab", scenario, "-w", annotated).ExitCode);
        string stripped = _folder.File($"{scenario}.pcap");
        StrippedCapture.Write(annotated, stripped);
        return stripped;
    }

    private string Capture(params byte[][] frames)
    {
        string file = _folder.File($"{Guid.NewGuid():N}.pcap");
        BuiltCapture.Write(file, LinkType.Ethernet, frames);
        return file;
    }
}
