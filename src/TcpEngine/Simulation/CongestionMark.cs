using TcpCodec;

namespace TcpEngine;

/// <summary>What a congested router does instead of dropping (RFC 3168, section 5).</summary>
internal static class CongestionMark
{
    /// <summary>Sets CE, if the packet's sender takes part.</summary>
    public static bool TrySet(Span<byte> packet)
    {
        if (Ipv4Header.TryParse(packet, out Ipv4Header v4, out _))
        {
            if (v4.Ecn == Ipv4Ecn.NotEct || !Ipv4HeaderWriter.TryEdit(packet, out Ipv4HeaderWriter edit, out _))
            {
                return false;
            }

            edit.Ecn = Ipv4Ecn.Ce;
            Ipv4HeaderWriter.SetChecksum(packet);
            return true;
        }

        if (!Ipv6Header.TryParse(packet, out Ipv6Header v6, out _) || (EcnCodepoint)v6.Ecn == EcnCodepoint.NotEct || !Ipv6HeaderWriter.TryEdit(packet, out Ipv6HeaderWriter editV6, out _))
        {
            return false;
        }

        editV6.Ecn = (Ipv6Ecn)EcnCodepoint.CongestionExperienced;
        return true;
    }
}
