using System.Buffers.Binary;
using HeaderSpec;

namespace TcpCodec.Building;

/// <summary>What a packet builder puts into a checksum field; <c>default</c> is the right checksum.</summary>
public readonly record struct ChecksumFix
{
    private readonly Kind _kind;
    private readonly ushort _value;

    private ChecksumFix(Kind kind, ushort value = 0)
    {
        _kind = kind;
        _value = value;
    }

    private enum Kind : byte
    {
        Right,
        Literal,
        Partial,
        OffBy,
    }

    /// <summary>The right checksum of all that is there, whatever the length fields claim.</summary>
    public static ChecksumFix Right => default;

    /// <summary>Zero: with UDP over IPv4 it says that there is no checksum.</summary>
    public static ChecksumFix None => Of(0);

    /// <summary>The sum of the pseudo-header alone, not complemented: what a host leaves to a device that completes it. Zero where there is no pseudo-header.</summary>
    public static ChecksumFix Partial => new(Kind.Partial);

    /// <summary>A value of one's own.</summary>
    public static ChecksumFix Of(ushort value) => new(Kind.Literal, value);

    /// <summary>A wrong checksum: the right one with these bits turned over.</summary>
    /// <param name="bits">The bits; not 0.</param>
    public static ChecksumFix Flip(ushort bits) => new(Kind.OffBy, bits);

    /// <summary>Fills in a checksum field.</summary>
    /// <param name="covered">What it covers, the field included.</param>
    /// <param name="at">Where in that the field stands, in bytes.</param>
    /// <param name="pseudoHeader">The sum of the pseudo-header; 0 where there is none.</param>
    /// <param name="zeroIsNone">Whether a right checksum of zero is sent as 0xffff, as with UDP.</param>
    internal void Apply(Span<byte> covered, int at, ulong pseudoHeader = 0, bool zeroIsNone = false)
    {
        Span<byte> field = covered.Slice(at, sizeof(ushort));
        field.Clear();
        ushort right = InternetChecksum.Finish(InternetChecksum.Add(pseudoHeader, covered));
        if (zeroIsNone && right == 0)
        {
            right = ushort.MaxValue;
        }

        BinaryPrimitives.WriteUInt16BigEndian(field, _kind switch
        {
            Kind.Literal => _value,
            Kind.Partial => InternetChecksum.Partial(pseudoHeader),
            Kind.OffBy => (ushort)(right ^ _value),
            _ => right,
        });
    }
}
