using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TcpEngine;

/// <summary>The pair of sockets that names a connection (RFC 9293, section 3.1).</summary>
/// <param name="Local">This end.</param>
/// <param name="Remote">The peer's end.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct ConnectionKey(TcpEndpoint Local, TcpEndpoint Remote)
{
    /// <summary>The length of what <see cref="CopyTo"/> writes, in bytes.</summary>
    internal const int Size = 2 + 2 + 16 + 16;

    /// <inheritdoc/>
    public override string ToString() => $"{Local} - {Remote}";

    /// <summary>Writes what the key is, in a form of this stack's own: ports, then addresses, those of IPv4 with zeros behind.</summary>
    internal void CopyTo(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(destination, Local.Port);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], Remote.Port);
        Local.Address.CopyTo(destination[4..]);
        Remote.Address.CopyTo(destination[20..]);
    }
}
