namespace TcpCodec.Reassembly;

/// <summary>What became of a packet that was given to an <see cref="IpReassembler"/>. <see cref="ReassemblyText"/> has a sentence for each.</summary>
public enum ReassemblyVerdict : byte
{
    /// <summary>The packet is no fragment: it is the datagram.</summary>
    NotAFragment = 0,

    /// <summary>A fragment, kept until the others are here.</summary>
    Held,

    /// <summary>The fragment was the one that was missing: the datagram is whole.</summary>
    Completed,

    /// <summary>An IPv6 packet with a fragment header that is whole by itself.</summary>
    AtomicFragment,

    /// <summary>The same fragment was here before, byte for byte.</summary>
    Duplicate,

    /// <summary>Refused: the packet's headers are broken.</summary>
    Malformed,

    /// <summary>Refused: a fragment without data.</summary>
    Empty,

    /// <summary>Refused: a fragment that is not the last, and whose length is not a multiple of 8 bytes. For IPv6: Parameter Problem, code 0, at the Payload Length.</summary>
    LengthNotMultipleOfEight,

    /// <summary>Refused: the fragment would make the datagram longer than 65,535 bytes. For IPv6: Parameter Problem, code 0, at the Fragment Offset.</summary>
    BeyondMaximumLength,

    /// <summary>Refused: the first fragment does not hold all headers. ICMPv6 Parameter Problem, code 3.</summary>
    HeaderChainCut,

    /// <summary>Refused, with the whole datagram: the fragment overlaps another.</summary>
    Overlap,

    /// <summary>Refused, with the whole datagram: fragments disagree on where it ends.</summary>
    EndContradiction,

    /// <summary>Refused, with the whole datagram: it comes in too many fragments.</summary>
    TooManyFragments,

    /// <summary>Refused: the datagram was refused before, and this is one more of its fragments.</summary>
    DatagramRefused,

    /// <summary>Refused: the fragment alone is larger than the memory that there is.</summary>
    NoRoom,

    /// <summary>
    /// Refused, with the whole datagram, when it was complete: a router marked congestion on a fragment, and another fragment says that the sender takes no part.
    /// </summary>
    CongestionContradiction,
}
