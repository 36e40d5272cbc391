using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HeaderSpec;

/// <summary>The Internet checksum: the ones' complement of the ones' complement sum of 16-bit words.</summary>
/// <remarks>
/// <para>
/// A sum is built with <see cref="Add"/> from parts, and is a checksum after <see cref="Finish"/>. Parts that were summed apart are joined by <see cref="Combine"/>.
/// A checksum whose data changes is corrected by <see cref="Update(ushort, ushort, ushort)"/> without summing the data again.
/// </para>
/// <para><see href="https://www.rfc-editor.org/rfc/rfc1071">RFC 1071</see>, <see href="https://www.rfc-editor.org/rfc/rfc1624">RFC 1624</see></para>
/// </remarks>
public static class InternetChecksum
{
    // Below it, what the lanes of a vector cost to be summed is more than they save.
    private const int VectorThreshold = 128;

    /// <summary>Adds bytes to a running sum. Every part but the last must have an even length.</summary>
    /// <param name="sum">The sum so far; 0 to begin with.</param>
    /// <param name="bytes">The bytes; at most 2 GiB in all parts together keep the sum exact.</param>
    public static ulong Add(ulong sum, ReadOnlySpan<byte> bytes)
    {
        // The sum is independent of byte order (RFC 1071, section 2B): words are added as the machine reads them, and Finish swaps once.
        // 32-bit words go into 64-bit sums, so no carry is lost and no branch is needed.
        if (bytes.Length >= VectorThreshold && Vector128.IsHardwareAccelerated)
        {
            sum += AddVectors(ref bytes);
        }

        foreach (ulong words in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            sum += (words & uint.MaxValue) + (words >> 32);
        }

        int rest = bytes.Length & (sizeof(ulong) - 1);
        return rest == 0 ? sum : sum + Last(bytes[^rest..]);
    }

    /// <summary>Adds a 16-bit word to a running sum.</summary>
    /// <param name="sum">The sum so far; 0 to begin with.</param>
    /// <param name="word">The word, in host order.</param>
    public static ulong AddWord(ulong sum, ushort word) => sum + (BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(word) : word);

    /// <summary>Adds bytes to a running sum but for one 16-bit word, the checksum itself, which counts as zero.</summary>
    /// <param name="sum">The sum so far; 0 to begin with.</param>
    /// <param name="bytes">The bytes, as <see cref="Add"/> takes them.</param>
    /// <param name="offset">Where the word is, in bytes from their start: even.</param>
    /// <exception cref="ArgumentOutOfRangeException">The word is not within the bytes.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a short header's sum costs little more than a call
    public static ulong AddWithout(ulong sum, ReadOnlySpan<byte> bytes, int offset)
    {
        // What was added is taken off again where it went: into the upper or the lower half of a 32-bit word. So a sum of nothing but zeros stays zero.
        ulong word = MemoryMarshal.Read<ushort>(bytes.Slice(offset, sizeof(ushort)));
        bool isUpper = BitConverter.IsLittleEndian ? (offset & 2) != 0 : (offset & 2) == 0 && offset + sizeof(uint) <= bytes.Length;
        return Add(sum, bytes) - (isUpper ? word << 16 : word);
    }

    /// <summary>Adds the pseudo-header that TCP, UDP and ICMPv6 are summed with.</summary>
    /// <param name="sum">The sum so far; 0 to begin with.</param>
    /// <param name="source">The source address, 4 or 16 bytes in network order.</param>
    /// <param name="destination">The destination address, of the same length.</param>
    /// <param name="protocol">The number of the protocol above IP.</param>
    /// <param name="length">The length of that protocol's header and data, in bytes.</param>
    /// <remarks>
    /// RFC 9293, section 3.1; RFC 8200, section 8.1. IPv6 has wider fields for protocol and length, but what they add to the sum is the same.
    /// </remarks>
    public static ulong AddPseudoHeader(ulong sum, ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination, byte protocol, uint length)
    {
        uint inNetworkOrder = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(length) : length;
        return AddWord(Add(Add(sum, source), destination) + inNetworkOrder, protocol);
    }

    /// <summary>Joins two sums: that of some bytes, and that of bytes which follow them or lie anywhere behind them.</summary>
    /// <param name="sum">The sum of what comes first.</param>
    /// <param name="next">The sum, begun with 0, of what comes later.</param>
    /// <param name="offset">Where that begins, in bytes from the start of the whole. At an odd offset its bytes change places in their words (RFC 1071, section 2B).</param>
    public static ulong Combine(ulong sum, ulong next, int offset)
    {
        ushort folded = Fold(next);
        return sum + ((offset & 1) == 0 ? folded : BinaryPrimitives.ReverseEndianness(folded));
    }

    /// <summary>Folds a running sum to the checksum's value, in host order.</summary>
    public static ushort Finish(ulong sum) => (ushort)~Partial(sum);

    /// <summary>
    /// Folds a running sum without complementing it, in host order. Of a pseudo-header it is what a transport's checksum field holds where a device is to sum the rest
    /// and complement the result (checksum offload).
    /// </summary>
    public static ushort Partial(ulong sum)
    {
        ushort folded = Fold(sum);
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(folded) : folded;
    }

    /// <summary>Corrects a checksum when a 16-bit word of what it covers changes.</summary>
    /// <param name="checksum">The checksum so far, in host order.</param>
    /// <param name="before">The word before, in host order.</param>
    /// <param name="after">The word after.</param>
    /// <returns>
    /// The new checksum. It is what summing gives, but for data that is all zero after the change: there this is 0x0000, and summing gives 0xffff. Both are right for a
    /// receiver that sums, and neither occurs where a header has a field that is never zero (RFC 1624, section 3). With UDP over IPv4, 0x0000 must be sent as 0xffff.
    /// </returns>
    /// <remarks>RFC 1624, equation 3: HC' = ~(~HC + ~m + m').</remarks>
    public static ushort Update(ushort checksum, ushort before, ushort after) =>
        (ushort)~Fold((ulong)(ushort)~checksum + (ushort)~before + after);

    /// <summary>Corrects a checksum when a 32-bit word of what it covers changes, which begins at an even offset.</summary>
    /// <inheritdoc cref="Update(ushort, ushort, ushort)"/>
    public static ushort Update(ushort checksum, uint before, uint after) =>
        (ushort)~Fold((ulong)(ushort)~checksum + ~before + after);

    /// <summary>Corrects a checksum when bytes of what it covers change, which begin at an even offset: an address, say.</summary>
    /// <param name="checksum">The checksum so far, in host order.</param>
    /// <param name="before">The bytes before. An odd last one is the last of what is covered.</param>
    /// <param name="after">The bytes after, as many.</param>
    /// <inheritdoc cref="Update(ushort, ushort, ushort)"/>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static ushort Update(ushort checksum, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        if (before.Length != after.Length)
        {
            throw new ArgumentException($"{after.Length} bytes do not take the place of {before.Length}.", nameof(after));
        }

        // The complement of a sum is the sum of the complements: -m is added as one word.
        return (ushort)~Fold((ulong)(ushort)~checksum + Finish(Add(0, before)) + Partial(Add(0, after)));
    }

    // What is too short for eight bytes.
    private static ulong Last(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        if (bytes.Length >= sizeof(uint))
        {
            sum += MemoryMarshal.Read<uint>(bytes);
            bytes = bytes[sizeof(uint)..];
        }

        if (bytes.Length >= sizeof(ushort))
        {
            sum += MemoryMarshal.Read<ushort>(bytes);
            bytes = bytes[sizeof(ushort)..];
        }

        if (bytes.Length > 0)
        {
            sum += BitConverter.IsLittleEndian ? bytes[0] : (uint)bytes[0] << 8; // a missing last byte counts as zero
        }

        return sum;
    }

    // A number and itself with its halves exchanged add up, in the upper half, to the sum of the halves with the carry taken round.
    private static ushort Fold(ulong sum)
    {
        uint folded = (uint)((sum + BitOperations.RotateLeft(sum, 32)) >> 32);
        return (ushort)((folded + BitOperations.RotateLeft(folded, 16)) >> 16);
    }

    // The lanes are 64 bits wide and hold two words. Two sums are kept: of the lanes as they are, whose carries are lost, and of their upper words, which is exact.
    // The lower words' sum follows: it is the first less the second's place in it, modulo 2^64, and it is too small to have lost anything. Three instructions a vector.
    private static ulong AddVectors(ref ReadOnlySpan<byte> bytes) =>
        Vector512.IsHardwareAccelerated ? AddVectors512(ref bytes)
        : Vector256.IsHardwareAccelerated ? AddVectors256(ref bytes)
        : AddVectors128(ref bytes);

    private static ulong AddVectors512(ref ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector512<ulong>> vectors = MemoryMarshal.Cast<byte, Vector512<ulong>>(bytes);
        Vector512<ulong> lanes = Vector512<ulong>.Zero;
        Vector512<ulong> upper = Vector512<ulong>.Zero;
        foreach (Vector512<ulong> vector in vectors)
        {
            lanes += vector;
            upper += vector >>> 32;
        }

        bytes = bytes[(vectors.Length * Vector512<byte>.Count)..];
        return Vector512.Sum(lanes - (upper << 32)) + Vector512.Sum(upper);
    }

    private static ulong AddVectors256(ref ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector256<ulong>> vectors = MemoryMarshal.Cast<byte, Vector256<ulong>>(bytes);
        Vector256<ulong> lanes = Vector256<ulong>.Zero;
        Vector256<ulong> upper = Vector256<ulong>.Zero;
        foreach (Vector256<ulong> vector in vectors)
        {
            lanes += vector;
            upper += vector >>> 32;
        }

        bytes = bytes[(vectors.Length * Vector256<byte>.Count)..];
        return Vector256.Sum(lanes - (upper << 32)) + Vector256.Sum(upper);
    }

    private static ulong AddVectors128(ref ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector128<ulong>> vectors = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
        Vector128<ulong> lanes = Vector128<ulong>.Zero;
        Vector128<ulong> upper = Vector128<ulong>.Zero;
        foreach (Vector128<ulong> vector in vectors)
        {
            lanes += vector;
            upper += vector >>> 32;
        }

        bytes = bytes[(vectors.Length * Vector128<byte>.Count)..];
        return Vector128.Sum(lanes - (upper << 32)) + Vector128.Sum(upper);
    }
}
