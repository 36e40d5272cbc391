using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HeaderSpec;

/// <summary>The Internet checksum: the ones' complement of the ones' complement sum of 16-bit words.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc1071">RFC 1071</see></remarks>
public static class InternetChecksum
{
    /// <summary>Adds bytes to a running sum. Every part but the last must have an even length.</summary>
    /// <param name="sum">The sum so far; 0 to begin with.</param>
    /// <param name="bytes">The bytes; at most 2 GiB in all parts together keep the sum exact.</param>
    public static ulong Add(ulong sum, ReadOnlySpan<byte> bytes)
    {
        // The sum is independent of byte order (RFC 1071, section 2B): words are added as the machine reads them, and Finish swaps once.
        // 32-bit words go into 64-bit sums, so no carry is lost and no branch is needed.
        if (Vector256.IsHardwareAccelerated && bytes.Length >= 2 * Vector256<uint>.Count * sizeof(uint))
        {
            sum += AddVectors(ref bytes);
        }

        while (bytes.Length >= sizeof(uint))
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

    /// <summary>Folds a running sum to the checksum's value, in host order.</summary>
    public static ushort Finish(ulong sum)
    {
        sum = (sum & 0xffff_ffff) + (sum >> 32);
        sum = (sum & 0xffff_ffff) + (sum >> 32);
        uint folded = (uint)sum;
        folded = (folded & 0xffff) + (folded >> 16);
        folded = (folded & 0xffff) + (folded >> 16);
        ushort native = (ushort)~folded;
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(native) : native;
    }

    private static ulong AddVectors(ref ReadOnlySpan<byte> bytes)
    {
        Vector256<ulong> low = Vector256<ulong>.Zero;
        Vector256<ulong> high = Vector256<ulong>.Zero;
        ReadOnlySpan<Vector256<uint>> vectors = MemoryMarshal.Cast<byte, Vector256<uint>>(bytes);
        foreach (Vector256<uint> vector in vectors)
        {
            (Vector256<ulong> lower, Vector256<ulong> upper) = Vector256.Widen(vector);
            low += lower;
            high += upper;
        }

        bytes = bytes[(vectors.Length * Vector256<byte>.Count)..];
        return Vector256.Sum(low + high);
    }
}
