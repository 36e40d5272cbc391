using TcpCodec;
using TcpCodec.Dissection;

namespace Extcap.Dissecting;

/// <summary>Reads a header, of whichever kind it is, and writes it again through its generated writer: each field that was read is set.</summary>
internal static class HeaderRewrite
{
    /// <summary>Writes a header and what it carries.</summary>
    /// <param name="kind">Which header it is.</param>
    /// <param name="bytes">The header and what it carries.</param>
    /// <param name="buffer">Where to write, other memory than the bytes; as long as they are.</param>
    /// <param name="written">How many bytes were written.</param>
    /// <returns>False where the header cannot be read, or the writer failed.</returns>
    public static bool TryRewrite(HeaderKind kind, ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written) => kind switch
    {
        HeaderKind.Ethernet => Ethernet(bytes, buffer, out written),
        HeaderKind.Vlan => Vlan(bytes, buffer, out written),
        HeaderKind.ServiceVlan => ServiceVlan(bytes, buffer, out written),
        HeaderKind.Llc => Llc(bytes, buffer, out written),
        HeaderKind.LinuxCooked => LinuxCooked(bytes, buffer, out written),
        HeaderKind.LinuxCooked2 => LinuxCooked2(bytes, buffer, out written),
        HeaderKind.Loopback => Loopback(bytes, buffer, out written),
        HeaderKind.LoopbackLe => LoopbackLe(bytes, buffer, out written),
        HeaderKind.Ipv4 => Ipv4(bytes, buffer, out written),
        HeaderKind.Ipv6 => Ipv6(bytes, buffer, out written),
        HeaderKind.Ipv6HopByHop => Ipv6HopByHop(bytes, buffer, out written),
        HeaderKind.Ipv6Routing => Ipv6Routing(bytes, buffer, out written),
        HeaderKind.Ipv6Fragment => Ipv6Fragment(bytes, buffer, out written),
        HeaderKind.Ipv6Destination => Ipv6Destination(bytes, buffer, out written),
        HeaderKind.Authentication => Authentication(bytes, buffer, out written),
        HeaderKind.Tcp => Tcp(bytes, buffer, out written),
        HeaderKind.Udp => Udp(bytes, buffer, out written),
        HeaderKind.Icmpv4 => Icmpv4(bytes, buffer, out written),
        HeaderKind.Icmpv6 => Icmpv6(bytes, buffer, out written),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such header."),
    };

    /// <summary>Writes a SNAP header, which is part of the layer of the LLC header in front of it.</summary>
    /// <inheritdoc cref="TryRewrite"/>
    public static bool TryRewriteSnap(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!SnapHeader.TryParse(bytes, out SnapHeader header, out _))
        {
            return false;
        }

        SnapHeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }

    private static bool Ethernet(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!EthernetHeader.TryParse(bytes, out EthernetHeader header, out _))
        {
            return false;
        }

        EthernetHeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }

    private static bool Vlan(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!VlanHeader.TryParse(bytes, out VlanHeader header, out _))
        {
            return false;
        }

        VlanHeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }

    private static bool ServiceVlan(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!ServiceVlanHeader.TryParse(bytes, out ServiceVlanHeader header, out _))
        {
            return false;
        }

        ServiceVlanHeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }

    private static bool Llc(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!LlcHeader.TryParse(bytes, out LlcHeader header, out _))
        {
            return false;
        }

        LlcHeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }

    private static bool LinuxCooked(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!LinuxCookedHeader.TryParse(bytes, out LinuxCookedHeader header, out _))
        {
            return false;
        }

        LinuxCookedHeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }

    private static bool LinuxCooked2(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!LinuxCooked2Header.TryParse(bytes, out LinuxCooked2Header header, out _))
        {
            return false;
        }

        LinuxCooked2HeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }

    private static bool Loopback(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!LoopbackHeader.TryParse(bytes, out LoopbackHeader header, out _))
        {
            return false;
        }

        LoopbackHeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }

    private static bool LoopbackLe(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!LoopbackLeHeader.TryParse(bytes, out LoopbackLeHeader header, out _))
        {
            return false;
        }

        LoopbackLeHeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }

    private static bool Ipv4(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!Ipv4Header.TryParse(bytes, out Ipv4Header header, out _))
        {
            return false;
        }

        Ipv4HeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }

    private static bool Ipv6(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!Ipv6Header.TryParse(bytes, out Ipv6Header header, out _))
        {
            return false;
        }

        Ipv6HeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }

    private static bool Ipv6HopByHop(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!Ipv6HopByHopHeader.TryParse(bytes, out Ipv6HopByHopHeader header, out _))
        {
            return false;
        }

        Ipv6HopByHopHeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }

    private static bool Ipv6Routing(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!Ipv6RoutingHeader.TryParse(bytes, out Ipv6RoutingHeader header, out _))
        {
            return false;
        }

        Ipv6RoutingHeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }

    private static bool Ipv6Fragment(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!Ipv6FragmentHeader.TryParse(bytes, out Ipv6FragmentHeader header, out _))
        {
            return false;
        }

        Ipv6FragmentHeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }

    private static bool Ipv6Destination(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!Ipv6DestinationHeader.TryParse(bytes, out Ipv6DestinationHeader header, out _))
        {
            return false;
        }

        Ipv6DestinationHeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }

    private static bool Authentication(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!AuthenticationHeader.TryParse(bytes, out AuthenticationHeader header, out _))
        {
            return false;
        }

        AuthenticationHeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }

    private static bool Tcp(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!TcpHeader.TryParse(bytes, out TcpHeader header, out _))
        {
            return false;
        }

        TcpHeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }

    private static bool Udp(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!UdpHeader.TryParse(bytes, out UdpHeader header, out _))
        {
            return false;
        }

        UdpHeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }

    private static bool Icmpv4(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!Icmpv4Header.TryParse(bytes, out Icmpv4Header header, out _))
        {
            return false;
        }

        Icmpv4HeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }

    private static bool Icmpv6(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)
    {
        written = 0;
        if (!Icmpv6Header.TryParse(bytes, out Icmpv6Header header, out _))
        {
            return false;
        }

        Icmpv6HeaderWriter writer = new(buffer);
        writer.CopyFrom(header);
        return writer.TryFinish(out written);
    }
}
