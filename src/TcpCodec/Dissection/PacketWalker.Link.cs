using System.Buffers.Binary;
using HeaderSpec;

namespace TcpCodec.Dissection;

/// <content>What leads to IP.</content>
public ref partial struct PacketWalker
{
    private const int LargestLength = 1500; // IEEE 802.3, 3.2.6: what is more is a type
    private const ushort NovellRaw = 0xffff; // IPX without LLC: its first field, the checksum, is never used
    private const byte SnapAccessPoint = 0xaa;
    private const byte IpAccessPoint = 0x06;
    private const byte UnnumberedInformation = 3;
    private const int EncapsulatedEthernet = 0; // RFC 1042: the protocol id is an EtherType
    private const int CiscoEncapsulatedEthernet = 0xf8;
    private const int LargestFamily = 0xffff;
    private const int IpVersionShift = 4;

    // The address family is a small number: read in the wrong order it is a large one.
    private static HeaderKind NullKind(ReadOnlySpan<byte> packet) =>
        BinaryPrimitives.TryReadUInt32BigEndian(packet, out uint family) && family <= LargestFamily ? HeaderKind.Loopback : HeaderKind.LoopbackLe;

    // IPv6 was first meant to come under IPv4's numbers, and does now and then: there the version decides.
    private static HeaderKind IpKind(ReadOnlySpan<byte> bytes, HeaderKind otherwise) => bytes.IsEmpty ? otherwise : (bytes[0] >> IpVersionShift) switch
    {
        4 => HeaderKind.Ipv4,
        6 => HeaderKind.Ipv6,
        _ => otherwise,
    };

    private void StepEthernet()
    {
        if (EthernetHeader.TryParse(Rest, out EthernetHeader ethernet, out ParseError error))
        {
            TakeTyped(HeaderKind.Ethernet, EthernetHeader.FixedSize, (ushort)ethernet.EtherType);
        }
        else
        {
            Fail(HeaderKind.Ethernet, error);
        }
    }

    private void StepVlan()
    {
        if (VlanHeader.TryParse(Rest, out VlanHeader vlan, out ParseError error))
        {
            TakeTyped(HeaderKind.Vlan, VlanHeader.FixedSize, vlan.EtherType);
        }
        else
        {
            Fail(HeaderKind.Vlan, error);
        }
    }

    private void StepServiceVlan()
    {
        if (ServiceVlanHeader.TryParse(Rest, out ServiceVlanHeader vlan, out ParseError error))
        {
            TakeTyped(HeaderKind.ServiceVlan, ServiceVlanHeader.FixedSize, vlan.EtherType);
        }
        else
        {
            Fail(HeaderKind.ServiceVlan, error);
        }
    }

    private void StepLlc()
    {
        if (!LlcHeader.TryParse(Rest, out LlcHeader llc, out ParseError error))
        {
            Fail(HeaderKind.Llc, error);
            return;
        }

        bool isInformation = llc.Control == UnnumberedInformation;
        if (!isInformation || llc.Dsap != SnapAccessPoint || llc.Ssap != SnapAccessPoint)
        {
            Take(HeaderKind.Llc, LlcHeader.FixedSize, isInformation && llc.Dsap == IpAccessPoint ? IpKind(llc.Payload, HeaderKind.Ipv4) : HeaderKind.None);
            return;
        }

        if (!SnapHeader.TryParse(llc.Payload, out SnapHeader snap, out error))
        {
            Fail(HeaderKind.Llc, error with { Offset = error.Offset + LlcHeader.FixedSize });
            return;
        }

        int organization = (snap.Oui[0] << 16) | (snap.Oui[1] << 8) | snap.Oui[2];
        bool isType = organization is EncapsulatedEthernet or CiscoEncapsulatedEthernet;
        int size = LlcHeader.FixedSize + SnapHeader.FixedSize;
        Take(HeaderKind.Llc, size, isType ? KindOf(snap.ProtocolId, snap.Payload) : HeaderKind.None);
    }

    private void StepLinuxCooked()
    {
        if (LinuxCookedHeader.TryParse(Rest, out LinuxCookedHeader cooked, out ParseError error))
        {
            Take(HeaderKind.LinuxCooked, LinuxCookedHeader.FixedSize, KindOf(cooked.Protocol, cooked.Payload));
        }
        else
        {
            Fail(HeaderKind.LinuxCooked, error);
        }
    }

    private void StepLinuxCooked2()
    {
        if (LinuxCooked2Header.TryParse(Rest, out LinuxCooked2Header cooked, out ParseError error))
        {
            Take(HeaderKind.LinuxCooked2, LinuxCooked2Header.FixedSize, KindOf(cooked.Protocol, cooked.Payload));
        }
        else
        {
            Fail(HeaderKind.LinuxCooked2, error);
        }
    }

    private void StepLoopback()
    {
        if (LoopbackHeader.TryParse(Rest, out LoopbackHeader loopback, out ParseError error))
        {
            Take(HeaderKind.Loopback, LoopbackHeader.FixedSize, KindOfFamily((uint)loopback.Family, loopback.Payload));
        }
        else
        {
            Fail(HeaderKind.Loopback, error);
        }
    }

    private void StepLoopbackLe()
    {
        if (LoopbackLeHeader.TryParse(Rest, out LoopbackLeHeader loopback, out ParseError error))
        {
            Take(HeaderKind.LoopbackLe, LoopbackLeHeader.FixedSize, KindOfFamily((uint)loopback.Family, loopback.Payload));
        }
        else
        {
            Fail(HeaderKind.LoopbackLe, error);
        }
    }

    // A field that is a length where it is too small for a type.
    private void TakeTyped(HeaderKind kind, int headerSize, ushort typeOrLength)
    {
        ReadOnlySpan<byte> payload = Rest[headerSize..];
        Take(kind, headerSize, KindOf(typeOrLength, payload));
        if (typeOrLength <= LargestLength)
        {
            Limit(_at + typeOrLength);
            bool isNovellRaw = BinaryPrimitives.TryReadUInt16BigEndian(payload, out ushort first) && first == NovellRaw;
            _next = isNovellRaw ? HeaderKind.None : HeaderKind.Llc;
        }
    }

    private static HeaderKind KindOf(ushort etherType, ReadOnlySpan<byte> payload) => (EthernetType)etherType switch
    {
        EthernetType.Ipv4 => IpKind(payload, HeaderKind.Ipv4),
        EthernetType.Ipv6 => HeaderKind.Ipv6,
        EthernetType.Vlan or EthernetType.Vlan9100 => HeaderKind.Vlan,
        EthernetType.ServiceVlan => HeaderKind.ServiceVlan,
        _ => HeaderKind.None,
    };

    private static HeaderKind KindOfFamily(uint family, ReadOnlySpan<byte> payload) => (LoopbackAddressFamily)family switch
    {
        LoopbackAddressFamily.Inet => IpKind(payload, HeaderKind.Ipv4),
        LoopbackAddressFamily.Inet6Linux or LoopbackAddressFamily.Inet6Windows or LoopbackAddressFamily.Inet6Bsd or LoopbackAddressFamily.Inet6Solaris
            or LoopbackAddressFamily.Inet6Freebsd or LoopbackAddressFamily.Inet6Darwin => HeaderKind.Ipv6,
        _ => family is > LargestLength and <= LargestFamily ? KindOf((ushort)family, payload) : HeaderKind.None,
    };
}
