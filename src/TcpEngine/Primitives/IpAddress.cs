using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace TcpEngine;

/// <summary>An IPv4 or IPv6 address, as a value: comparing, hashing and copying one allocates nothing.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)] // millions of connections have two each
public readonly record struct IpAddress
{
    private readonly ulong _high; // 0 for IPv4
    private readonly ulong _low;  // IPv4 in the lowest 32 bits

    private IpAddress(ulong high, ulong low, bool isV6)
    {
        _high = high;
        _low = low;
        IsV6 = isV6;
    }

    /// <summary>The unspecified address of IPv4, <c>0.0.0.0</c>.</summary>
    public static IpAddress AnyV4 => default;

    /// <summary>The unspecified address of IPv6, <c>::</c>.</summary>
    public static IpAddress AnyV6 => new(0, 0, isV6: true);

    /// <summary>Whether this is an IPv6 address.</summary>
    public bool IsV6 { get; }

    /// <summary>The length of the address on the wire, in bytes: 4 or 16.</summary>
    public int Size => IsV6 ? 16 : 4;

    /// <summary>Whether this is the unspecified address, <c>0.0.0.0</c> or <c>::</c>.</summary>
    public bool IsUnspecified => (_high | _low) == 0;

    /// <summary>Whether the address names a group or every host, and so never one end of a connection (RFC 9293, section 3.9.2.3).</summary>
    public bool IsMulticastOrBroadcast => IsV6 ? _high >> 56 == 0xff : _low >> 28 == 0xe || _low == uint.MaxValue;

    /// <summary>Reads an address of 4 or 16 bytes in network order.</summary>
    /// <exception cref="ArgumentException">The length is neither.</exception>
    public static IpAddress FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        4 => new IpAddress(0, BinaryPrimitives.ReadUInt32BigEndian(bytes), isV6: false),
        16 => new IpAddress(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), isV6: true),
        _ => throw new ArgumentException($"An IP address has 4 or 16 bytes, not {bytes.Length}.", nameof(bytes)),
    };

    /// <summary>Writes the address in network order.</summary>
    /// <returns>How many bytes were written: <see cref="Size"/>.</returns>
    public int CopyTo(Span<byte> destination)
    {
        if (IsV6)
        {
            BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
            BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _low);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_low);
        }

        return Size;
    }

    /// <summary>Reads an address as people write it: <c>192.0.2.1</c> or <c>2001:db8::1</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out IpAddress address)
    {
        bool ok = IPAddress.TryParse(text, out IPAddress? parsed)
            && (parsed.AddressFamily == AddressFamily.InterNetworkV6 || text!.Count('.') == 3);
        address = ok ? FromBytes(parsed!.GetAddressBytes()) : default;
        return ok;
    }

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="FormatException">The text is no address.</exception>
    public static IpAddress Parse(string text) =>
        TryParse(text, out IpAddress address) ? address : throw new FormatException($"'{text}' is not an IPv4 or IPv6 address.");

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        return new IPAddress(bytes[..CopyTo(bytes)]).ToString();
    }
}
