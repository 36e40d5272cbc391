using System.Buffers.Binary;

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
        Span<byte> covered = stackalloc byte[2 + 16 + 16];
        covered.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(covered, remote.Port);
        local.CopyTo(covered[2..]);
        remote.Address.CopyTo(covered[18..]);
        uint offset = SecretHash.Compute(secret, SecretHashPurpose.EphemeralPort, covered) % Count;
        ushort port = (ushort)(First + ((offset + (uint)_next) % Count));
        _next = (_next + 1) % Count;
        return port;
    }
}
