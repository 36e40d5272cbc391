using TcpCodec.Dissection;
using TcpEngine;

namespace Extcap.Dissecting;

/// <summary>A packet of a capture, and its number there.</summary>
internal readonly ref struct PacketAtHand(long number, ReadOnlySpan<byte> data)
{
    /// <summary>The number in the capture, from 1.</summary>
    public long Number { get; } = number;

    /// <summary>The captured bytes.</summary>
    public ReadOnlySpan<byte> Data { get; } = data;

    /// <summary>When it was captured, in Unix time.</summary>
    public Timestamp Time { get; init; }

    /// <summary>The length on the wire, in bytes.</summary>
    public uint OriginalLength { get; init; }

    /// <summary>Whether a frame check sequence is at the end; null if that is not told.</summary>
    public bool? HasFrameCheck { get; init; }

    /// <summary>What the data begins with.</summary>
    public LinkType LinkType { get; init; }
}
