using System.Diagnostics;
using System.Text.Json;
using Extcap.Tests.Dissecting;
using Shared;
using TcpCodec;
using TcpCodec.Building;
using TcpCodec.Dissection;

namespace Extcap.Tests.CommandLine;

public sealed class DissectCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static byte[] Syn => new PacketBuilder().Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Tcp(54321, 80, (ref tcp) =>
    {
        tcp.Flags = TcpFlags.Syn;
        tcp.SeqNum = 7;
        tcp.AddMss(1460);
        tcp.AddNop();
        tcp.AddWindowScale(7);
    }).Build();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_tells_of_each_packet()
    {
        byte[] wrong = new PacketBuilder().Ethernet().Ipv6("2001:db8::1", "2001:db8::2").Udp(53, 1, checksum: ChecksumFix.Of(1)).Data("hi"u8).Build();
        ExternalProgram shown = ProgramUnderTest.Run("dissect", Capture(Syn, wrong));

        Assert.Equal((0, ""), (shown.ExitCode, shown.Error));
        Assert.Equal(
            [
                "     1  0.000000000 192.0.2.1 → 192.0.2.2 TCP 62 54321 → 80 [SYN] Seq=7 Win=65535 Len=0 MSS=1460 WS=7",
                "     2  0.000000000 2001:db8::1 → 2001:db8::2 UDP 64 53 → 1 Length=10 [udp byte 6, udp.checksum: the checksum is 0x0001, but should be 0x3bc6]",
            ],
            shown.Lines);
    }

    [Fact]
    public void Json_has_every_field_by_its_name_in_Wireshark()
    {
        ExternalProgram shown = ProgramUnderTest.Run("dissect", "--json", Capture(Syn));

        Snapshot.Verify(shown.Output.Replace("},", "},\n", StringComparison.Ordinal), "json");
    }

    [Fact]
    public void Options_are_in_wire_order_and_a_name_that_comes_again_is_an_array()
    {
        byte[] packet = new PacketBuilder().Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Tcp(1, 2, (ref tcp) =>
        {
            tcp.AddNop();
            tcp.AddSack([new TcpSackBlock(1, 2), new TcpSackBlock(3, 4)]);
            tcp.AddEol();
        }).Build();
        using JsonDocument line = JsonDocument.Parse(ProgramUnderTest.Run("dissect", "--json", Capture(packet)).Output);
        JsonElement tcp = line.RootElement.GetProperty("layers")[2];

        Assert.Equal(["nop", "sack", "eol"], tcp.GetProperty("options").EnumerateArray().Select(option => option.GetProperty("name").GetString()));
        Assert.Equal("""{"name":"sack","kind":5,"len":18,"tcp.options.sack_le":[1,3],"tcp.options.sack_re":[2,4]}""", tcp.GetProperty("options")[1].GetRawText());
        Assert.Equal("[1,3]", tcp.GetProperty("fields").GetProperty("tcp.options.sack_le").GetRawText());
    }

    [Fact]
    public void An_ICMP_error_shows_the_headers_of_the_packet_that_it_is_about()
    {
        byte[] about4 = new PacketBuilder().Ipv4("192.0.2.1", "198.51.100.2").Tcp(54321, 80, (ref tcp) => tcp.SeqNum = 7).Data(new byte[100]).Build();
        byte[] about6 = new PacketBuilder().Ipv6("2001:db8::1", "2001:db8::2").Udp(1, 2).Data(new byte[100]).Build();
        byte[] unreachable = new PacketBuilder().Ethernet().Ipv4("203.0.113.9", "192.0.2.1").Icmpv4(Icmpv4Type.DestinationUnreachable, 4).Data(about4.AsSpan(0, 28)).Build();
        byte[] tooBig = new PacketBuilder().Ethernet().Ipv6("2001:db8::9", "2001:db8::1").Icmpv6(Icmpv6Type.PacketTooBig).Data(about6.AsSpan(0, 60)).Build();
        byte[] echo = new PacketBuilder().Ethernet().Ipv4("203.0.113.9", "192.0.2.1").Icmpv4(Icmpv4Type.Echo).Data(about4).Build();
        string capture = Capture(unreachable, tooBig, echo);

        string[] lines = ProgramUnderTest.Run("dissect", capture).Lines;
        Assert.EndsWith("ICMP 70 type=3 code=4, about 192.0.2.1 → 198.51.100.2 TCP 54321 → 80 [] Seq=7", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("ICMPv6 122 type=2 code=0, about 2001:db8::1 → 2001:db8::2 UDP 1 → 2 Length=108", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("ICMP 182 type=8 code=0", lines[2], StringComparison.Ordinal);

        using JsonDocument line = JsonDocument.Parse(ProgramUnderTest.Run("dissect", "--json", capture).Lines[0]);
        JsonElement quoted = line.RootElement.GetProperty("layers")[2].GetProperty("quoted");
        Assert.Equal(["ip 42", "tcp 62"], quoted.EnumerateArray().Select(layer => $"{layer.GetProperty("name").GetString()} {layer.GetProperty("offset").GetInt32()}"));
        Assert.Equal("54321", quoted[1].GetProperty("fields").GetProperty("tcp.srcport").GetRawText());
        Assert.False(line.RootElement.TryGetProperty("findings", out _));
        Assert.Equal("3 packets: 3 identical, 0 not identical, 0 unparsable (of these, 0 cut by the capture)", ProgramUnderTest.Run("dissect", "--round-trip", capture).Lines[^1]);
    }

    [Fact]
    public void What_is_wrong_is_found()
    {
        byte[] packet = new PacketBuilder().Ethernet().Ipv4("192.0.2.1", "192.0.2.2", (ref ip) => ip.Reserved = true).Tcp(1, 2, (ref tcp) =>
        {
            tcp.Reserved = 2;
            tcp.AddEol();
            tcp.AddOption([1, 2, 3]);
        }, checksum: ChecksumFix.Of(0)).Build();
        using JsonDocument line = JsonDocument.Parse(ProgramUnderTest.Run("dissect", "--json", Capture(packet)).Output);

        Assert.Equal(
            ["ip.flags.rb 20", "tcp.flags.res 46", "padding 55", "tcp.checksum 50"],
            line.RootElement.GetProperty("findings").EnumerateArray().Select(finding => $"{finding.GetProperty("field").GetString()} {finding.GetProperty("offset").GetInt32()}"));
    }

    [Fact]
    public void Packets_are_written_again_as_they_were()
    {
        byte[] broken = new PacketBuilder().Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Tcp(1, 2, wrong: (ref tcp) => tcp.DataOffset = 4).Build();
        foreach (IGrouping<LinkType, (LinkType Link, byte[] Bytes, int Cut)> link in BuiltFrames.All().GroupBy(frame => frame.Link))
        {
            string file = _folder.File($"{link.Key}.pcap");
            (byte[] Bytes, int Cut)[] frames = [.. link.Where(frame => frame.Cut == frame.Bytes.Length).Select(frame => (frame.Bytes, frame.Cut))];
            BuiltCapture.Write(file, link.Key, frames);
            ExternalProgram shown = ProgramUnderTest.Run("dissect", "--round-trip", file);

            Assert.Equal((0, $"{frames.Length} packets: {frames.Length} identical, 0 not identical, 0 unparsable (of these, 0 cut by the capture)\n"), (shown.ExitCode, shown.Output));
        }

        Assert.Equal(
            ["frame 2: unparsable: tcp at byte 46, /seq/data_offset: the value is not allowed", "2 packets: 1 identical, 0 not identical, 1 unparsable (of these, 0 cut by the capture)"],
            ProgramUnderTest.Run("dissect", "--round-trip", Capture(Syn, broken)).Lines);
    }

    [Fact]
    public void A_broken_file_gives_what_is_readable_and_one_line_about_the_damage()
    {
        string file = Capture(Syn, Syn);
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1]);
        ExternalProgram shown = ProgramUnderTest.Run("dissect", file);

        Assert.Equal(2, shown.ExitCode);
        Assert.Single(shown.Lines);
        Assert.Equal($"{file}: the file ends at byte 179, within what begins at byte 102\n", shown.Error);
        Assert.Equal(2, ProgramUnderTest.Run("dissect", _folder.File("none.pcap")).ExitCode);
    }

    [UnixFact]
    public void A_reader_that_has_enough_ends_it_quietly()
    {
        string file = Capture([.. Enumerable.Repeat(Syn, 20_000)]);
        using Process process = ExternalProgram.Start(ProgramUnderTest.Path, ["dissect", "--json", file]);
        Assert.NotNull(process.StandardOutput.ReadLine());
        process.StandardOutput.Close();

        Assert.Equal("", process.StandardError.ReadToEnd());
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public void Standard_input_is_a_capture_too()
    {
        using Process process = ExternalProgram.Start(ProgramUnderTest.Path, ["dissect", "-"]);
        using (Stream input = process.StandardInput.BaseStream)
        {
            input.Write(File.ReadAllBytes(Capture(Syn)));
        }

        Assert.Contains("[SYN]", process.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private string Capture(params byte[][] frames)
    {
        string file = _folder.File($"{Guid.NewGuid():N}.pcap");
        BuiltCapture.Write(file, LinkType.Ethernet, frames);
        return file;
    }
}
