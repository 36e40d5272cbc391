using HeaderSpec;
using TcpCodec;
using TcpCodec.Dissection;

namespace Extcap.Dissecting;

/// <summary>Shows the fields of a header, of whichever kind it is: those of a whole one, or what can be read of one that is not.</summary>
internal static class HeaderVisit
{
    public static void Visit<TVisitor>(HeaderKind kind, ReadOnlySpan<byte> bytes, ref TVisitor visitor)
        where TVisitor : IFieldVisitor
    {
        switch (kind)
        {
            case HeaderKind.Ethernet:
                EthernetHeader.VisitReadable(bytes, ref visitor);
                break;
            case HeaderKind.Vlan:
                VlanHeader.VisitReadable(bytes, ref visitor);
                break;
            case HeaderKind.ServiceVlan:
                ServiceVlanHeader.VisitReadable(bytes, ref visitor);
                break;
            case HeaderKind.Llc:
                LlcHeader.VisitReadable(bytes, ref visitor);
                if (LlcHeader.TryParse(bytes, out LlcHeader llc, out _) && llc is { Dsap: SnapAccessPoint, Ssap: SnapAccessPoint, Control: UnnumberedInformation })
                {
                    SnapHeader.VisitReadable(llc.Payload, ref visitor);
                }

                break;
            case HeaderKind.LinuxCooked:
                LinuxCookedHeader.VisitReadable(bytes, ref visitor);
                break;
            case HeaderKind.LinuxCooked2:
                LinuxCooked2Header.VisitReadable(bytes, ref visitor);
                break;
            case HeaderKind.Loopback:
                LoopbackHeader.VisitReadable(bytes, ref visitor);
                break;
            case HeaderKind.LoopbackLe:
                LoopbackLeHeader.VisitReadable(bytes, ref visitor);
                break;
            case HeaderKind.Ipv4:
                Ipv4Header.VisitReadable(bytes, ref visitor);
                break;
            case HeaderKind.Ipv6:
                Ipv6Header.VisitReadable(bytes, ref visitor);
                break;
            case HeaderKind.Ipv6HopByHop:
                Ipv6HopByHopHeader.VisitReadable(bytes, ref visitor);
                break;
            case HeaderKind.Ipv6Routing:
                Ipv6RoutingHeader.VisitReadable(bytes, ref visitor);
                break;
            case HeaderKind.Ipv6Fragment:
                Ipv6FragmentHeader.VisitReadable(bytes, ref visitor);
                break;
            case HeaderKind.Ipv6Destination:
                Ipv6DestinationHeader.VisitReadable(bytes, ref visitor);
                break;
            case HeaderKind.Authentication:
                AuthenticationHeader.VisitReadable(bytes, ref visitor);
                break;
            case HeaderKind.Tcp:
                TcpHeader.VisitReadable(bytes, ref visitor);
                break;
            case HeaderKind.Udp:
                UdpHeader.VisitReadable(bytes, ref visitor);
                break;
            case HeaderKind.Icmpv4:
                Icmpv4Header.VisitReadable(bytes, ref visitor);
                break;
            case HeaderKind.Icmpv6:
                Icmpv6Header.VisitReadable(bytes, ref visitor);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such header.");
        }
    }

    private const byte SnapAccessPoint = 0xaa;
    private const byte UnnumberedInformation = 3;
}
