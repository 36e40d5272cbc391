using TcpCodec;

namespace TcpEngine;

/// <summary>A segment that no TCP sends: a forger guesses its numbers, and the scenario says how well.</summary>
/// <param name="From">The host that it pretends to come from.</param>
/// <param name="To">The host that it goes to.</param>
/// <param name="Flags">Its flags.</param>
public sealed record ForgedSegment(string From, string To, TcpFlags Flags)
{
    /// <summary>The port that it pretends to come from; 0 for that of the connection between both.</summary>
    public ushort FromPort { get; init; }

    /// <summary>The port that it goes to. Default 80.</summary>
    public ushort ToPort { get; init; } = 80;

    /// <summary>What its sequence number counts from.</summary>
    public ForgedNumber Sequence { get; init; }

    /// <summary>What its acknowledgment number counts from.</summary>
    public ForgedNumber Acknowledgment { get; init; }

    /// <summary>Its window, unscaled. Default 65,535.</summary>
    public ushort Window { get; init; } = ushort.MaxValue;

    /// <summary>How much data it has.</summary>
    public int Bytes { get; init; }
}

/// <summary>A sequence number of a forged segment.</summary>
/// <param name="Base">What it counts from.</param>
/// <param name="Offset">How far it lies behind that; negative for before.</param>
public readonly record struct ForgedNumber(ForgedNumberBase Base, long Offset);

/// <summary>What a sequence number of a forged segment counts from.</summary>
public enum ForgedNumberBase : byte
{
    /// <summary>0: the number itself is given.</summary>
    Absolute,

    /// <summary>RCV.NXT of the host that the segment goes to: what it expects next.</summary>
    Expected,

    /// <summary>SND.NXT of the host that the segment goes to: what it sends next.</summary>
    Sent,
}
