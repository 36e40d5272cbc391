using FsCheck;
using FsCheck.Fluent;
using HeaderSpec;

namespace TcpCodec.Tests;

/// <summary>What is read and written again through the fields is the same, byte for byte; and nothing that is read makes a getter throw.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public void Any_bytes_that_are_a_TCP_header_are_written_the_same() => Check(bytes =>
    {
        if (!TcpHeader.TryParse(bytes, out TcpHeader tcp, out _))
        {
            return true;
        }

        byte[] buffer = new byte[bytes.Length + 60];
        buffer.AsSpan().Fill(0xa5);
        TcpHeaderWriter writer = new(buffer)
        {
            SrcPort = tcp.SrcPort, DstPort = tcp.DstPort, SeqNum = tcp.SeqNum, AckNum = tcp.AckNum, Reserved = tcp.Reserved, Flags = tcp.Flags,
            Window = tcp.Window, Checksum = tcp.Checksum, UrgentPointer = tcp.UrgentPointer,
        };
        TcpOptionList.Enumerator options = tcp.Options.GetEnumerator();
        while (options.MoveNext())
        {
            writer.AddOption(options.Current.Bytes);
            _ = options.Current.TryGetSack(out TcpSack sack) && sack.Count > 0 && sack[^1].Left == 0;
            _ = options.Current.TryGetMss(out _) || options.Current.TryGetTimestamps(out _, out _) || options.Current.TryGetWindowScale(out _) || options.Current.IsSackPermitted;
        }

        writer.AddOption(options.Rest);
        return writer.TryFinish(tcp.Payload, out int written) && buffer.AsSpan(0, written).SequenceEqual(bytes);
    });

    [Fact]
    public void Any_bytes_that_are_an_IPv4_header_are_written_the_same() => Check(bytes =>
    {
        if (!Ipv4Header.TryParse(bytes, out Ipv4Header ip, out _))
        {
            return true;
        }

        byte[] buffer = new byte[bytes.Length];
        buffer.AsSpan().Fill(0xa5);
        Ipv4HeaderWriter writer = new(buffer)
        {
            Dscp = ip.Dscp, Ecn = ip.Ecn, Identification = ip.Identification, Reserved = ip.Reserved, DontFragment = ip.DontFragment, MoreFragments = ip.MoreFragments,
            FragmentOffset = ip.FragmentOffset, TimeToLive = ip.TimeToLive, Protocol = ip.Protocol, Checksum = ip.Checksum, SrcAddr = ip.SrcAddr, DstAddr = ip.DstAddr,
        };
        writer.AddOption(ip.Options.Bytes);
        return writer.TryFinish(ip.Payload, out int written) && buffer.AsSpan(0, written).SequenceEqual(ip.Bytes);
    }, first: 0x45);

    [Fact]
    public void Any_bytes_that_are_an_IPv6_header_are_written_the_same() => Check(bytes =>
    {
        if (!Ipv6Header.TryParse(bytes, out Ipv6Header ip, out _))
        {
            return true;
        }

        byte[] buffer = new byte[bytes.Length];
        buffer.AsSpan().Fill(0xa5);
        Ipv6HeaderWriter writer = new(buffer)
        {
            Dscp = ip.Dscp, Ecn = ip.Ecn, FlowLabel = ip.FlowLabel, NextHeader = ip.NextHeader, HopLimit = ip.HopLimit, SrcAddr = ip.SrcAddr, DstAddr = ip.DstAddr,
        };
        return writer.TryFinish(ip.Payload, out int written) && buffer.AsSpan(0, written).SequenceEqual(ip.Bytes);
    }, first: 0x60);

    [Fact]
    public void A_frame_and_its_trailer_are_written_and_read_the_same()
    {
        byte[] buffer = new byte[100];
        buffer.AsSpan().Fill(0xa5);
        EthernetHeaderWriter ethernet = new(buffer) { Destination = [1, 2, 3, 4, 5, 6], Source = [7, 8, 9, 10, 11, 12], EtherType = EthernetType.LocalExperimental1 };
        Assert.True(ethernet.TryFinishHeader(20, out int at));
        TrailerHeaderWriter trailer = new(buffer.AsSpan(at));
        Assert.True(trailer.TryFinish([1, 2, 3], out int size));

        Assert.Equal(14, at);
        Assert.Equal("0102030405060708090a0b0c88b5" + "5443504501080003010203", Convert.ToHexStringLower(buffer.AsSpan(0, at + size)));
        Assert.True(EthernetHeader.TryParse(buffer, out EthernetHeader read, out _));
        Assert.Equal(EthernetType.LocalExperimental1, read.EtherType);
        Assert.True(TrailerHeader.TryParse(read.Payload, out TrailerHeader trailerRead, out _));
        Assert.Equal([1, 2, 3], trailerRead.Body.ToArray());
        buffer[at + 1] = (byte)'X';
        Assert.False(TrailerHeader.TryParse(read.Payload, out _, out ParseError error));
        Assert.Equal(new ParseError(ParseFault.InvalidValue, "/seq/magic", 0), error);
    }

    [Theory]
    [InlineData("45000013", ParseFault.InvalidLength, "/seq/payload")]
    [InlineData("45000016", ParseFault.Truncated, "/seq/payload")]
    [InlineData("46000018", ParseFault.Truncated, "/seq/options")]
    [InlineData("44000014", ParseFault.InvalidValue, "/seq/header_length")]
    [InlineData("65000014", ParseFault.InvalidValue, "/seq/version")]
    public void An_IPv4_packet_with_wrong_lengths_tells_the_field(string start, ParseFault fault, string field)
    {
        byte[] bytes = [.. Convert.FromHexString(start), .. new byte[17]];

        Assert.False(Ipv4Header.TryParse(bytes, out _, out ParseError error));
        Assert.Equal((fault, field), (error.Fault, error.Field));
    }

    // Random bytes whose length fields are made plausible half of the time, so that most of them parse.
    private static void Check(Func<byte[], bool> holds, byte first = 0)
    {
        Gen<byte[]> bytes = ArbMap.Default.GeneratorFor<byte>().ArrayOf().Resize(120);
        Property property = Prop.ForAll(bytes.ToArbitrary(), raw =>
        {
            if (raw.Length > 20 && first == 0x45)
            {
                raw[0] = (byte)(0x45 + (raw[0] % 3));
                raw[2] = 0;
                raw[3] = (byte)raw.Length;
            }
            else if (raw.Length > 40 && first == 0x60)
            {
                raw[0] = (byte)(0x60 | (raw[0] & 0xf));
                raw[4] = 0;
                raw[5] = (byte)(raw.Length - 40);
            }
            else if (raw.Length > 20)
            {
                raw[12] = (byte)((5 << 4) + (raw[12] & 0x3f));
            }

            return holds(raw);
        });
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(20_000).WithEndSize(120).WithReplay(1, 3));
    }
}
