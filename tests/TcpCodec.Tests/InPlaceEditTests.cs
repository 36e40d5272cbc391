using System.Buffers.Binary;
using System.Reflection;
using HeaderSpec;

namespace TcpCodec.Tests;

/// <summary>Each field that a writer can set is set in place, in a header between 0xa5 bytes: it takes the value, and no other bit changes.</summary>
public sealed class InPlaceEditTests
{
    private static readonly UInt128[] Values = [0, UInt128.MaxValue, new(0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210), new(0x5a5a_5a5a_5a5a_5a5a, 0x5a5a_5a5a_5a5a_5a5a)];

    private delegate bool Open<TWriter>(Span<byte> bytes, out TWriter writer, out ParseError error)
        where TWriter : allows ref struct;

    private delegate void Edit<TWriter>(ref TWriter writer, UInt128 value)
        where TWriter : allows ref struct;

    [Fact]
    public void A_field_of_a_TCP_header_changes_its_own_bits_only() => Check<TcpHeaderWriter>(
        TcpHeaderWriter.TryEdit,
        _ => { },
        [
            new(nameof(TcpHeaderWriter.SrcPort), 0, 16, (ref w, value) => w.SrcPort = (ushort)value),
            new(nameof(TcpHeaderWriter.DstPort), 16, 16, (ref w, value) => w.DstPort = (ushort)value),
            new(nameof(TcpHeaderWriter.SeqNum), 32, 32, (ref w, value) => w.SeqNum = (uint)value),
            new(nameof(TcpHeaderWriter.AckNum), 64, 32, (ref w, value) => w.AckNum = (uint)value),
            new(nameof(TcpHeaderWriter.DataOffset), 96, 4, (ref w, value) => w.DataOffset = (byte)value),
            new(nameof(TcpHeaderWriter.Reserved), 100, 3, (ref w, value) => w.Reserved = (byte)value),
            new(nameof(TcpHeaderWriter.Flags), 103, 9, (ref w, value) => w.Flags = (TcpFlags)(ushort)value),
            new(nameof(TcpHeaderWriter.Ace), 103, 3, (ref w, value) => w.Ace = (byte)value),
            new(nameof(TcpHeaderWriter.Ae), 103, 1, (ref w, value) => w.Ae = IsSet(value)),
            new(nameof(TcpHeaderWriter.Cwr), 104, 1, (ref w, value) => w.Cwr = IsSet(value)),
            new(nameof(TcpHeaderWriter.Ece), 105, 1, (ref w, value) => w.Ece = IsSet(value)),
            new(nameof(TcpHeaderWriter.Urg), 106, 1, (ref w, value) => w.Urg = IsSet(value)),
            new(nameof(TcpHeaderWriter.Ack), 107, 1, (ref w, value) => w.Ack = IsSet(value)),
            new(nameof(TcpHeaderWriter.Psh), 108, 1, (ref w, value) => w.Psh = IsSet(value)),
            new(nameof(TcpHeaderWriter.Rst), 109, 1, (ref w, value) => w.Rst = IsSet(value)),
            new(nameof(TcpHeaderWriter.Syn), 110, 1, (ref w, value) => w.Syn = IsSet(value)),
            new(nameof(TcpHeaderWriter.Fin), 111, 1, (ref w, value) => w.Fin = IsSet(value)),
            new(nameof(TcpHeaderWriter.Window), 112, 16, (ref w, value) => w.Window = (ushort)value),
            new(nameof(TcpHeaderWriter.Checksum), 128, 16, (ref w, value) => w.Checksum = (ushort)value),
            new(nameof(TcpHeaderWriter.UrgentPointer), 144, 16, (ref w, value) => w.UrgentPointer = (ushort)value),
        ]);

    [Fact]
    public void A_field_of_an_IPv4_header_changes_its_own_bits_only() => Check<Ipv4HeaderWriter>(
        Ipv4HeaderWriter.TryEdit,
        bytes =>
        {
            bytes[0] = 0x46;
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)bytes.Length);
        },
        [
            new(nameof(Ipv4HeaderWriter.Version), 0, 4, (ref w, value) => w.Version = (byte)value),
            new(nameof(Ipv4HeaderWriter.HeaderLength), 4, 4, (ref w, value) => w.HeaderLength = (byte)value),
            new(nameof(Ipv4HeaderWriter.Dscp), 8, 6, (ref w, value) => w.Dscp = (byte)value),
            new(nameof(Ipv4HeaderWriter.Ecn), 14, 2, (ref w, value) => w.Ecn = (Ipv4Ecn)(byte)value),
            new(nameof(Ipv4HeaderWriter.TotalLength), 16, 16, (ref w, value) => w.TotalLength = (ushort)value),
            new(nameof(Ipv4HeaderWriter.Identification), 32, 16, (ref w, value) => w.Identification = (ushort)value),
            new(nameof(Ipv4HeaderWriter.Reserved), 48, 1, (ref w, value) => w.Reserved = IsSet(value)),
            new(nameof(Ipv4HeaderWriter.DontFragment), 49, 1, (ref w, value) => w.DontFragment = IsSet(value)),
            new(nameof(Ipv4HeaderWriter.MoreFragments), 50, 1, (ref w, value) => w.MoreFragments = IsSet(value)),
            new(nameof(Ipv4HeaderWriter.FragmentOffset), 51, 13, (ref w, value) => w.FragmentOffset = (ushort)value),
            new(nameof(Ipv4HeaderWriter.TimeToLive), 64, 8, (ref w, value) => w.TimeToLive = (byte)value),
            new(nameof(Ipv4HeaderWriter.Protocol), 72, 8, (ref w, value) => w.Protocol = (Ipv4Protocol)(byte)value),
            new(nameof(Ipv4HeaderWriter.Checksum), 80, 16, (ref w, value) => w.Checksum = (ushort)value),
            new(nameof(Ipv4HeaderWriter.SrcAddr), 96, 32, (ref w, value) => w.SrcAddr = LastBytes(value, 4)),
            new(nameof(Ipv4HeaderWriter.DstAddr), 128, 32, (ref w, value) => w.DstAddr = LastBytes(value, 4)),
        ]);

    [Fact]
    public void A_field_of_an_IPv6_header_changes_its_own_bits_only() => Check<Ipv6HeaderWriter>(
        Ipv6HeaderWriter.TryEdit,
        bytes =>
        {
            bytes[0] = 0x65;
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), (ushort)(bytes.Length - Ipv6Header.FixedSize));
        },
        [
            new(nameof(Ipv6HeaderWriter.Version), 0, 4, (ref w, value) => w.Version = (byte)value),
            new(nameof(Ipv6HeaderWriter.Dscp), 4, 6, (ref w, value) => w.Dscp = (byte)value),
            new(nameof(Ipv6HeaderWriter.Ecn), 10, 2, (ref w, value) => w.Ecn = (Ipv6Ecn)(byte)value),
            new(nameof(Ipv6HeaderWriter.FlowLabel), 12, 20, (ref w, value) => w.FlowLabel = (uint)value),
            new(nameof(Ipv6HeaderWriter.PayloadLength), 32, 16, (ref w, value) => w.PayloadLength = (ushort)value),
            new(nameof(Ipv6HeaderWriter.NextHeader), 48, 8, (ref w, value) => w.NextHeader = (Ipv6NextHeader)(byte)value),
            new(nameof(Ipv6HeaderWriter.HopLimit), 56, 8, (ref w, value) => w.HopLimit = (byte)value),
            new(nameof(Ipv6HeaderWriter.SrcAddr), 64, 128, (ref w, value) => w.SrcAddr = LastBytes(value, 16)),
            new(nameof(Ipv6HeaderWriter.DstAddr), 192, 128, (ref w, value) => w.DstAddr = LastBytes(value, 16)),
        ]);

    [Fact]
    public void A_field_of_an_Ethernet_header_changes_its_own_bits_only() => Check<EthernetHeaderWriter>(
        EthernetHeaderWriter.TryEdit,
        _ => { },
        [
            new(nameof(EthernetHeaderWriter.Destination), 0, 48, (ref w, value) => w.Destination = LastBytes(value, 6)),
            new(nameof(EthernetHeaderWriter.Source), 48, 48, (ref w, value) => w.Source = LastBytes(value, 6)),
            new(nameof(EthernetHeaderWriter.EtherType), 96, 16, (ref w, value) => w.EtherType = (EthernetType)(ushort)value),
        ]);

    [Fact]
    public void A_field_of_a_trailer_changes_its_own_bits_only() => Check<TrailerHeaderWriter>(
        TrailerHeaderWriter.TryEdit,
        bytes => ((byte[])[.. "TCPE"u8, 1, 8, 0, 20]).CopyTo(bytes, 0),
        [
            new(nameof(TrailerHeaderWriter.Version), 32, 8, (ref w, value) => w.Version = (byte)value),
            new(nameof(TrailerHeaderWriter.HeaderLength), 40, 8, (ref w, value) => w.HeaderLength = (byte)value),
            new(nameof(TrailerHeaderWriter.BodyLength), 48, 16, (ref w, value) => w.BodyLength = (ushort)value),
        ]);

    private static void Check<TWriter>(Open<TWriter> open, Action<byte[]> makeParsable, Field<TWriter>[] fields)
        where TWriter : allows ref struct
    {
        IEnumerable<string> settable = typeof(TWriter).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).Select(property => property.Name);
        Assert.Equal(settable.Order(), fields.Select(field => field.Name).Order());
        byte[] header = new byte[60];
        header.AsSpan().Fill(0xa5);
        makeParsable(header);
        foreach (Field<TWriter> field in fields)
        {
            foreach (UInt128 value in Values)
            {
                byte[] bytes = [.. header];
                Assert.True(open(bytes, out TWriter writer, out ParseError error), error.ToString());
                field.Edit(ref writer, value);
                Assert.True(Expected(header, field.BitOffset, field.BitSize, value).AsSpan().SequenceEqual(bytes), $"{field.Name} = {value:x}: {Convert.ToHexString(bytes)}");
            }
        }
    }

    // The header with the low bits of the value at that place, bit by bit.
    private static byte[] Expected(byte[] header, int bitOffset, int bitSize, UInt128 value)
    {
        byte[] bytes = [.. header];
        for (int i = 0; i < bitSize; i++)
        {
            int bit = bitOffset + bitSize - 1 - i;
            int mask = 0x80 >> (bit % 8);
            bytes[bit / 8] = (byte)(IsSet(value >> i) ? bytes[bit / 8] | mask : bytes[bit / 8] & ~mask);
        }

        return bytes;
    }

    private static bool IsSet(UInt128 value) => (value & 1) != 0;

    private static byte[] LastBytes(UInt128 value, int count)
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return bytes[^count..];
    }

    private sealed record Field<TWriter>(string Name, int BitOffset, int BitSize, Edit<TWriter> Edit)
        where TWriter : allows ref struct;
}
