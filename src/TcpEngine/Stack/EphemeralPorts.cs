using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TcpEngine;

/// <summary>Chooses ephemeral ports: the next one, from a start that only this host can compute, and another for each peer (RFC 6056, section 3.3.3, algorithm 3).</summary>
internal sealed class EphemeralPorts(ulong secret)
{
    /// <summary>How many there are.</summary>
    public const int Count = 65536 - First;

    private const int First = 49152; // RFC 6335, section 6

    private int _next;

    /// <summary>The next one for connections to a peer.</summary>
    public ushort Next(IpAddress local, TcpEndpoint remote)
    {
        Span<byte> input = stackalloc byte[8 + 1 + 2 + 16 + 16];
        input.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(input, secret);
        input[8] = 3; // what the hash is for
        BinaryPrimitives.WriteUInt16LittleEndian(input[9..], remote.Port);
        local.CopyTo(input[11..]);
        remote.Address.CopyTo(input[27..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        uint offset = BinaryPrimitives.ReadUInt32LittleEndian(hash) % Count;
        ushort port = (ushort)(First + ((offset + (uint)_next) % Count));
        _next = (_next + 1) % Count;
        return port;
    }
}
