namespace TcpCodec.Reassembly;

/// <summary>What a <see cref="ReassemblyVerdict"/> means: one sentence, and the RFC section that it comes from.</summary>
/// <param name="Sentence">One sentence in plain words, without its full stop.</param>
/// <param name="Reference">The RFC section, as <c>RFC 8200, 4.5</c>; empty where no RFC rules.</param>
public readonly record struct ReassemblyText(string Sentence, string Reference)
{
    /// <summary>The text of a verdict.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no verdict.</exception>
    public static ReassemblyText Of(ReassemblyVerdict verdict) => verdict switch
    {
        ReassemblyVerdict.NotAFragment => new("the packet is no fragment", ""),
        ReassemblyVerdict.Held => new("a fragment, kept until the others are here", "RFC 791, 3.2"),
        ReassemblyVerdict.Completed => new("the last fragment that was missing: the datagram is whole", "RFC 791, 3.2"),
        ReassemblyVerdict.AtomicFragment => new("a fragment header on a packet that is whole: it is taken apart from all fragments", "RFC 6946, 4"),
        ReassemblyVerdict.Duplicate => new("the same fragment was here before", "RFC 8200, 4.5"),
        ReassemblyVerdict.Malformed => new("the headers are broken", ""),
        ReassemblyVerdict.Empty => new("a fragment without data completes nothing", ""),
        ReassemblyVerdict.LengthNotMultipleOfEight => new("a fragment that is not the last must have a multiple of 8 bytes", "RFC 8200, 4.5"),
        ReassemblyVerdict.BeyondMaximumLength => new("the fragment would make the datagram longer than 65,535 bytes", "RFC 8200, 4.5"),
        ReassemblyVerdict.HeaderChainCut => new("the first fragment must hold all headers, up to the transport's", "RFC 7112, 5"),
        ReassemblyVerdict.Overlap => new("the fragment overlaps another: the whole datagram is refused", "RFC 5722, 4"),
        ReassemblyVerdict.EndContradiction => new("the fragments disagree on where the datagram ends: all of it is refused", "RFC 5722, 4"),
        ReassemblyVerdict.TooManyFragments => new("the datagram comes in more fragments than are kept: all of it is refused", "RFC 8900, 3.7"),
        ReassemblyVerdict.DatagramRefused => new("a fragment of a datagram that was refused", "RFC 5722, 4"),
        ReassemblyVerdict.NoRoom => new("the fragment is larger than the memory for fragments", "RFC 8900, 3.7"),
        ReassemblyVerdict.CongestionContradiction => new("a router marked congestion on a datagram of which another fragment says that its sender takes no part", "RFC 3168, 5.3"),
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "This value is no verdict."),
    };

    /// <summary>Whether a packet with that verdict is dropped for a fault, its own or its datagram's.</summary>
    public static bool IsRefusal(ReassemblyVerdict verdict) => verdict >= ReassemblyVerdict.Malformed;

    /// <inheritdoc/>
    public override string ToString() => Reference.Length == 0 ? Sentence : $"{Sentence} ({Reference})";
}
