using Capture.Reading;

namespace Capture.Pcap;

/// <summary>What the records of Alexey Kuznetzov's libpcap say beyond the ordinary ones.</summary>
/// <param name="InterfaceIndex">The interface's index on the machine that captured.</param>
/// <param name="Protocol">The EtherType that Linux had for the packet.</param>
/// <param name="PacketType">Linux's packet type: 0 to us, 1 broadcast, 2 multicast, 3 to others, 4 from us.</param>
public readonly record struct PcapModifiedFields(uint InterfaceIndex, ushort Protocol, byte PacketType)
{
    private const int Offset = 16;

    internal static PcapModifiedFields Read(ReadOnlySpan<byte> record, bool isBigEndian) => new(
        FileNumber.UInt32(record[Offset..], isBigEndian),
        FileNumber.UInt16(record[(Offset + 4)..], isBigEndian),
        record[Offset + 6]);
}
