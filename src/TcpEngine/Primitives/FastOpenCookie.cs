using System.Buffers.Binary;

namespace TcpEngine;

/// <summary>A Fast Open cookie as the option carries it: none of its bytes, which asks for one, or 4 to 16.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc7413#section-4.1.1">RFC 7413, section 4.1.1</see></remarks>
public readonly record struct FastOpenCookie
{
    /// <summary>The least that a cookie has, in bytes.</summary>
    public const int MinimumSize = 4;

    /// <summary>The most that a cookie has, in bytes.</summary>
    public const int MaximumSize = 16;

    private readonly ulong _first;
    private readonly ulong _second;

    /// <summary>A cookie of those bytes.</summary>
    /// <param name="bytes">None, or an even number from 4 to 16.</param>
    /// <param name="isExperimental">Whether it goes in an option of kind 254.</param>
    /// <exception cref="ArgumentException">Their number is another.</exception>
    public FastOpenCookie(ReadOnlySpan<byte> bytes, bool isExperimental = false)
    {
        if (!IsSize(bytes.Length))
        {
            throw new ArgumentException($"A cookie has no byte or an even number from 4 to 16, not {bytes.Length}.", nameof(bytes));
        }

        Span<byte> padded = stackalloc byte[MaximumSize];
        padded.Clear();
        bytes.CopyTo(padded);
        _first = BinaryPrimitives.ReadUInt64LittleEndian(padded);
        _second = BinaryPrimitives.ReadUInt64LittleEndian(padded[8..]);
        Size = (byte)bytes.Length;
        IsExperimental = isExperimental;
    }

    /// <summary>How many bytes it has: 0, or an even number from 4 to 16.</summary>
    public byte Size { get; }

    /// <summary>Whether it goes in the experimental option, kind 254 with the magic number 0xF989 (section 9), and not in one of kind 34.</summary>
    public bool IsExperimental { get; init; }

    /// <summary>Whether there is no cookie: the client asks for one.</summary>
    public bool IsRequest => Size == 0;

    /// <summary>Whether a cookie may have that size, in bytes.</summary>
    public static bool IsSize(int size) => size == 0 || (size is >= MinimumSize and <= MaximumSize && size % 2 == 0);

    /// <summary>Writes the bytes.</summary>
    /// <returns>How many: <see cref="Size"/>.</returns>
    public int CopyTo(Span<byte> destination)
    {
        Span<byte> padded = stackalloc byte[MaximumSize];
        BinaryPrimitives.WriteUInt64LittleEndian(padded, _first);
        BinaryPrimitives.WriteUInt64LittleEndian(padded[8..], _second);
        padded[..Size].CopyTo(destination);
        return Size;
    }

    /// <summary>Whether both have the same bytes, in whatever option: in constant time, so that nobody learns how much of a guess was right.</summary>
    public bool HasSameBytes(in FastOpenCookie other) => ((_first ^ other._first) | (_second ^ other._second) | (uint)(Size ^ other.Size)) == 0;

    /// <summary>The bytes in hexadecimal.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[MaximumSize];
        return Convert.ToHexStringLower(bytes[..CopyTo(bytes)]);
    }
}
