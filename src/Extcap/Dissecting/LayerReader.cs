using System.Buffers.Binary;
using System.Globalization;
using HeaderSpec;
using TcpCodec;
using TcpCodec.Dissection;

namespace Extcap.Dissecting;

/// <summary>Gathers the fields of a layer: those of its header, those that Wireshark computes, and what is wrong with them.</summary>
internal static class LayerReader
{
    private const int Bad = 0; // as Wireshark numbers the states of a checksum
    private const int Good = 1;
    private const int Unverified = 2;
    private const int NotPresent = 3;

    private const byte ProtocolTcp = 6;
    private const byte ProtocolUdp = 17;
    private const byte ProtocolIcmpv6 = 58;

    private const int SmallestHeader = 20;
    private const int DataOffsetAt = 12;
    private const int Ipv6OptionsOffset = 2;
    private const int EthernetAddressSize = 6;
    private const int NumberedFrameMask = 3;
    private const int CiscoEncapsulatedEthernet = 0xf8;
    private const int Cisco = 0xc;

    /// <summary>Gathers the layer at hand of a walk.</summary>
    /// <param name="packet">The packet that is walked.</param>
    /// <param name="walker">The walk.</param>
    /// <param name="fields">What is filled; what it held before is gone.</param>
    public static void Read(ReadOnlySpan<byte> packet, in PacketWalker walker, LayerFields fields)
    {
        PacketLayer layer = walker.Current;
        ReadOnlySpan<byte> bytes = layer.Bytes(packet);
        fields.Clear();
        FieldGatherer gatherer = new(fields) { ListOffset = layer.Kind is HeaderKind.Ipv4 or HeaderKind.Tcp ? SmallestHeader : Ipv6OptionsOffset, HeaderSize = layer.HeaderSize };
        HeaderVisit.Visit(layer.Kind, bytes, ref gatherer);
        WiresharkField.AddWholes(fields);
        WiresharkField.MakeTruthValues(fields);
        if (layer.Error.Fault != ParseFault.None)
        {
            fields.Report(layer.Error.Field, layer.Error.Offset, layer.IsCut ? "the capture ends before the field does" : ParseSentence.Of(layer.Error));
        }

        switch (layer.Kind)
        {
            case HeaderKind.Llc:
                AddNumberedControl(bytes, fields);
                NameProtocolId(fields);
                break;
            case HeaderKind.LinuxCooked or HeaderKind.LinuxCooked2:
                AddSender(fields);
                break;
            case HeaderKind.Ipv4:
                AddIpv4Checksum(bytes, layer, fields);
                break;
            case HeaderKind.Tcp when bytes.Length >= SmallestHeader && layer.Error.Fault != ParseFault.InvalidValue:
                AddTcp(bytes, layer, walker, fields);
                break;
            case HeaderKind.Udp when layer.HeaderSize == UdpHeader.FixedSize:
                AddUdpChecksum(bytes, layer, walker, fields);
                break;
            case HeaderKind.Icmpv4 when layer.Error.Fault == ParseFault.None:
                AddChecksum("icmp.checksum", 2, StatusOf(bytes, layer, walker.IsFragment, 0), bytes, 0, fields);
                break;
            case HeaderKind.Icmpv6 when layer.Error.Fault == ParseFault.None:
                ulong pseudoHeader = PseudoHeader(walker, ProtocolIcmpv6, bytes);
                AddChecksum("icmpv6.checksum", 2, StatusOf(bytes, layer, walker.IsFragment, pseudoHeader), bytes, pseudoHeader, fields);
                break;
        }
    }

    // The control field of numbered frames has 16 bits, the lower ones first (IEEE 802.2, 5.2).
    private static void AddNumberedControl(ReadOnlySpan<byte> bytes, LayerFields fields)
    {
        if (bytes.Length > LlcHeader.FixedSize && (bytes[2] & NumberedFrameMask) != NumberedFrameMask)
        {
            fields.Replace("llc.control", BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));
        }
    }

    // Whose number it is decides what Wireshark calls it.
    private static void NameProtocolId(LayerFields fields)
    {
        bool isOther = fields.TryFindNumber("llc.oui", out Int128 organization) && organization != 0 && organization != CiscoEncapsulatedEthernet;
        if (isOther && fields.TryFindNumber("llc.type", out Int128 number))
        {
            fields.Remove("llc.type");
            fields.Add(organization == Cisco ? "llc.cisco_pid" : "llc.pid", number);
        }
    }

    // The address field has 8 bytes, and the address as many as the length says.
    private static void AddSender(LayerFields fields)
    {
        if (!fields.TryFindNumber("sll.halen", out Int128 length) || !fields.TryFind("sll.src.other", out FieldValue? address))
        {
            return;
        }

        byte[] bytes = fields.BytesOf(address.Value).ToArray();
        int size = (int)Int128.Min(length, bytes.Length);
        fields.Remove("sll.src.other");
        if (size > 0)
        {
            fields.Add(size == EthernetAddressSize ? "sll.src.eth" : "sll.src.other", bytes.AsSpan(0, size));
        }

        if (size < bytes.Length)
        {
            fields.Add("sll.unused", bytes.AsSpan(size));
        }
    }

    private static void AddIpv4Checksum(ReadOnlySpan<byte> bytes, in PacketLayer layer, LayerFields fields)
    {
        if (!fields.TryFind("ip.checksum", out _))
        {
            return;
        }

        int size = (bytes[0] & 0xf) * 4;
        bool isWhole = size >= SmallestHeader && bytes.Length >= size && layer.Error.Field != "/seq/version";
        ReadOnlySpan<byte> header = isWhole ? bytes[..size] : bytes;
        AddChecksum("ip.checksum", 10, isWhole ? (InternetChecksum.Finish(InternetChecksum.Add(0, header)) == 0 ? Good : Bad) : Unverified, header, 0, fields);
    }

    private static void AddTcp(ReadOnlySpan<byte> bytes, in PacketLayer layer, in PacketWalker walker, LayerFields fields)
    {
        int headerSize = (bytes[DataOffsetAt] >> 4) * 4;
        int length = layer.End - layer.Offset - headerSize;
        if (headerSize > SmallestHeader && bytes.Length > SmallestHeader)
        {
            fields.Add("tcp.options", bytes[SmallestHeader..Math.Min(headerSize, bytes.Length)]);
        }

        AddSackCounts(fields);
        if (!walker.IsFragment && length >= 0)
        {
            fields.Add("tcp.len", length);
        }

        ulong pseudoHeader = PseudoHeader(walker, ProtocolTcp, bytes);
        AddChecksum("tcp.checksum", 16, StatusOf(bytes, layer, walker.IsFragment, pseudoHeader), bytes, pseudoHeader, fields);
    }

    // How many blocks each option has.
    private static void AddSackCounts(LayerFields fields)
    {
        for (int option = 0; option < fields.OptionCount; option++)
        {
            int count = 0;
            foreach (FieldValue value in fields.Values)
            {
                count += value.Option == option && value.Name == "tcp.options.sack_le" ? 1 : 0;
            }

            if (count > 0)
            {
                fields.Add("tcp.options.sack.count", count);
            }
        }
    }

    private static void AddUdpChecksum(ReadOnlySpan<byte> bytes, in PacketLayer layer, in PacketWalker walker, LayerFields fields)
    {
        ulong pseudoHeader = PseudoHeader(walker, ProtocolUdp, bytes);
        bool isAbsent = fields.TryFindNumber("udp.checksum", out Int128 checksum) && checksum == 0;
        AddChecksum("udp.checksum", 6, isAbsent ? NotPresent : StatusOf(bytes, layer, walker.IsFragment, pseudoHeader), bytes, pseudoHeader, fields);
    }

    private static ulong PseudoHeader(in PacketWalker walker, byte protocol, ReadOnlySpan<byte> bytes) =>
        InternetChecksum.AddPseudoHeader(0, walker.SourceAddress, walker.DestinationAddress, protocol, (uint)bytes.Length);

    // What was not captured, and what is in other fragments, cannot be summed.
    private static int StatusOf(ReadOnlySpan<byte> bytes, in PacketLayer layer, bool isFragment, ulong pseudoHeader) =>
        isFragment || bytes.Length < layer.End - layer.Offset ? Unverified
        : InternetChecksum.Finish(InternetChecksum.Add(pseudoHeader, bytes)) == 0 ? Good
        : Bad;

    private static void AddChecksum(string name, int offset, int status, ReadOnlySpan<byte> covered, ulong pseudoHeader, LayerFields fields)
    {
        fields.Add(name + ".status", status);
        if (status == Bad)
        {
            ushort carried = BinaryPrimitives.ReadUInt16BigEndian(covered[offset..]);
            ushort right = InternetChecksum.Update(InternetChecksum.Finish(InternetChecksum.Add(pseudoHeader, covered)), carried, (ushort)0);
            fields.Report(name, offset, string.Create(CultureInfo.InvariantCulture, $"the checksum is 0x{carried:x4}, but should be 0x{right:x4}"));
        }
    }
}
