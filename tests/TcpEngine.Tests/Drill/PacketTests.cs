using HeaderSpec;
using TcpCodec;
using TcpEngine.Drill;

namespace TcpEngine.Tests.Drill;

/// <summary>The packets that scripts put into the stack, as they stand on the wire.</summary>
public sealed class PacketTests
{
    private static readonly ConnectionKey V4 = new(new TcpEndpoint(IpAddress.Parse("192.168.0.1"), 8080), new TcpEndpoint(IpAddress.Parse("192.0.2.1"), 40000));
    private static readonly ConnectionKey V6 = new(new TcpEndpoint(IpAddress.Parse("fd00::1"), 8080), new TcpEndpoint(IpAddress.Parse("2001:db8::1"), 40000));

    [Theory]
    [InlineData("S 5:5(0) win 1 <mss 1000,sackOK,eol,nop>", "S", "020403e8 0402 00 01")]
    [InlineData("SEWA 5:5(0) win 1 <wscale 7,nop>", "SAEW", "030307 01")]
    [InlineData("P.5 5:15(10) ack 1 win 1 <TS val 4294967295 ecr 0,nop,nop>", "PAE.", "080affffffff00000000 01 01")]
    [InlineData(". 5:5(0) ack 1 win 1 <nop,nop,sack 1:2 3:4>", ".", "01 01 051200000001000000020000000300000004")]
    [InlineData("S 5:5(0) win 1 <FO,nop,nop>", "S", "2202 01 01")]
    [InlineData("S 5:5(0) win 1 <FO 12345678,nop,nop>", "S", "220612345678 01 01")]
    [InlineData("S 5:5(0) win 1 <FOEXP abcd,nop,nop>", "S", "fe06f989abcd 01 01")]
    [InlineData(". 5:5(0) ack 1 win 1 <md5 00112233445566778899aabbccddeeff,nop,nop>", ".", "131200112233445566778899aabbccddeeff 01 01")]
    [InlineData(". 5:5(0) ack 1 win 1 <ECN e0b 1 ceb 65536 e1b 3,nop>", ".", "ac0b000001010000000003 01")]
    [InlineData(". 5:5(0) ack 1 win 1 <ECN e1b 7,nop,nop,nop>", ".", "ae05000007 01 01 01")]
    [InlineData("- 5:5(0) win 1", "-", "")]
    public void A_segment_is_written_as_the_script_says_and_read_back(string text, string flags, string options)
    {
        DrillScript script = DrillScript.Parse($"0 < {text}");
        TcpPacketEvent packet = Assert.IsType<TcpPacketEvent>(Assert.Single(script.Events));

        foreach (ConnectionKey key in (ConnectionKey[])[V4, V6])
        {
            CapturedSegment read = new(PacketBuilder.Build(packet, new DrillConnection(key), new DrillSettings()), default);

            Assert.Null(read.Fault);
            Assert.Equal(flags, PacketText.Flags(read.Flags));
            Assert.Equal(options, string.Join(' ', read.Options.Select(Convert.ToHexStringLower)));
            Assert.Equal((key.Remote, key.Local, 5u, packet.Length), (read.Source, read.Destination, read.Sequence, read.Payload.Length));
        }
    }

    [Theory]
    [InlineData("1:1(0) ack 1 win 1 <mss 1000,wscale 3,nop>", "<mss 1000,wscale 3,nop>")]
    [InlineData("1:1(0) ack 1 win 1 <nop,nop,TS val 5 ecr 0,FO 1234,nop,nop,nop,nop>", "<nop,nop,TS val 5 ecr 0,FO 1234,nop,nop,nop,nop>")]
    [InlineData("1:1(0) ack 1 win 1 <nop,ECN e0b 1 ceb 2 e1b 3,FOEXP abcd,sackOK>", "<nop,ECN e0b 1 ceb 2 e1b 3,FOEXP abcd,sackOK>")]
    public void Options_are_shown_as_a_script_writes_them(string text, string shown)
    {
        TcpPacketEvent packet = Assert.IsType<TcpPacketEvent>(Assert.Single(DrillScript.Parse($"0 < . {text}").Events));
        DrillConnection connection = new(V4);

        Assert.Equal(shown, PacketText.Options(new CapturedSegment(PacketBuilder.Build(packet, connection, new DrillSettings()), default).Options, connection));
    }

    [Theory]
    [InlineData("icmp unreachable frag_needed mtu 1400 [1:1001(1000)]", "0304", "00000578")]
    [InlineData("icmp unreachable port_unreachable", "0303", "00000000")]
    [InlineData("icmp type_3 code_13", "030d", "00000000")]
    public void An_ICMP_error_quotes_the_segment(string text, string type, string rest)
    {
        IcmpPacketEvent icmp = Assert.IsType<IcmpPacketEvent>(Assert.Single(DrillScript.Parse($"0 < {text}").Events));
        DrillConnection connection = new(V4);
        connection.Local.Learn(0, 5000);

        byte[] packet = IcmpPacketBuilder.Build(icmp, connection);

        Assert.True(Ipv4Header.TryParse(packet, out Ipv4Header outer, out _));
        Assert.True(outer.IsChecksumValid());
        Assert.Equal(Ipv4Protocol.Icmp, outer.Protocol);
        Assert.Equal(0, InternetChecksum.Finish(InternetChecksum.Add(0, outer.Payload)));
        Assert.Equal(type, Convert.ToHexStringLower(outer.Payload[..2]));
        Assert.Equal(rest, Convert.ToHexStringLower(outer.Payload[4..8]));
        ReadOnlySpan<byte> quoted = outer.Payload[8..];
        Assert.Equal(28, quoted.Length);
        Assert.Equal("c0a80001c0000201", Convert.ToHexStringLower(quoted[12..20]));
        Assert.Equal((uint)icmp.EchoedSequence + 5000, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(quoted[24..]));
        Assert.Equal(40 + icmp.EchoedLength, System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(quoted[2..]));
    }

    [Fact]
    public void An_ICMPv6_error_has_the_pseudo_headers_checksum()
    {
        IcmpPacketEvent icmp = Assert.IsType<IcmpPacketEvent>(Assert.Single(DrillScript.Parse("0 < icmp packet_too_big mtu 1280 [1:1(0)]").Events));

        byte[] packet = IcmpPacketBuilder.Build(icmp, new DrillConnection(V6));

        Assert.True(Ipv6Header.TryParse(packet, out Ipv6Header outer, out _));
        Assert.Equal(Ipv6NextHeader.Icmpv6, outer.NextHeader);
        ulong sum = InternetChecksum.Add(InternetChecksum.Add(0, outer.SrcAddr), outer.DstAddr);
        Assert.Equal(0, InternetChecksum.Finish(InternetChecksum.Add(InternetChecksum.Add(sum, [0, 0, 0, (byte)outer.Payload.Length, 0, 0, 0, 58]), outer.Payload)));
        Assert.Equal("02000000", Convert.ToHexStringLower([outer.Payload[0], outer.Payload[1], 0, 0]));
    }

    [Fact]
    public void Numbers_on_SYNs_are_the_scripts_own_and_others_count_from_them()
    {
        NumberSpace space = default;
        Assert.Equal(7u, space.ToLive(7, isSyn: false));

        space.Learn(1000, 4294967295);
        Assert.Equal(4294967295, space.ToLive(1000, isSyn: true));
        Assert.Equal(0u, space.ToLive(1, isSyn: false));
        Assert.Equal(1u, space.ToScript(0, isSyn: false));

        space.Learn(5, 5); // a second SYN changes nothing
        Assert.Equal(1001u, space.ToScript(0, isSyn: true));
    }
}
