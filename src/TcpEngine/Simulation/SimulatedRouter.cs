using TcpCodec;
using TcpCodec.Building;

namespace TcpEngine;

/// <summary>Forwards packets on the shortest way, as RFC 1812 and RFC 8200 have it: counts their time to live down, and says or cuts where a packet is too big for the next link.</summary>
public sealed class SimulatedRouter : SimulatedNode
{
    internal SimulatedRouter(Simulation simulation, string name, IReadOnlyList<IpAddress> addresses)
        : base(simulation, name) =>
        Addresses = addresses;

    /// <summary>
    /// The addresses from which it tells senders of packets that it cannot forward. A router without an address of the sender's family says nothing: it is a black
    /// hole for large packets (RFC 2923, section 2.1).
    /// </summary>
    public IReadOnlyList<IpAddress> Addresses { get; }

    internal override void Receive(Span<byte> packet, Timestamp now)
    {
        if (Ipv4Header.TryParse(packet, out Ipv4Header ip, out _) && !ip.IsChecksumValid())
        {
            Simulation.ObserveLink(Name, Reason.IpChecksumWrong, packet); // RFC 1812, section 5.2.2
        }
        else if (RouteOf(packet) is not { } link)
        {
            Simulation.ObserveLink(Name, Reason.RouterNoRoute, packet);
        }
        else if (!TimeToLive.TryCountDown(packet))
        {
            Simulation.ObserveLink(Name, Reason.RouterTimeExceeded, packet);
            Tell(IcmpErrorPacket.TimeExceeded(Addresses, packet), now);
        }
        else if (link.Mtu == 0 || packet.Length <= link.Mtu)
        {
            link.Send(packet, now);
        }
        else if (!ip.Bytes.IsEmpty && !ip.DontFragment)
        {
            foreach (byte[] fragment in IpFragmenter.Cut(packet, link.Mtu))
            {
                link.Send(fragment, now);
            }
        }
        else
        {
            Simulation.ObserveLink(Name, Reason.LinkPacketTooBig, packet);
            Tell(IcmpErrorPacket.TooBig(Addresses, packet, link.Mtu), now);
        }
    }

    private void Tell(byte[]? error, Timestamp now)
    {
        if (error is not null && RouteOf(error) is { } back)
        {
            Simulation.ObserveInjected(Name, Reason.RouterTold, error);
            back.Send(error, now);
        }
    }
}
