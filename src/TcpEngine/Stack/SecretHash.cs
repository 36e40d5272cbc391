using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TcpEngine;

/// <summary>A function that nobody without the secret can foresee (RFC 6528, section 3): what the stack chooses by it is the same for the same connection.</summary>
internal static class SecretHash
{
    /// <summary>The hash of some bytes, for one purpose: hashes for others tell nothing of it.</summary>
    public static uint Compute(ulong secret, SecretHashPurpose purpose, scoped ReadOnlySpan<byte> covered)
    {
        Span<byte> input = stackalloc byte[sizeof(ulong) + 1 + covered.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(input, secret);
        input[sizeof(ulong)] = (byte)purpose;
        covered.CopyTo(input[(sizeof(ulong) + 1)..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        return BinaryPrimitives.ReadUInt32LittleEndian(hash);
    }

    /// <summary>Makes a key, for one purpose.</summary>
    public static void Fill(Span<byte> key, ulong secret, SecretHashPurpose purpose)
    {
        for (byte part = 0; part < key.Length / sizeof(uint); part++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(key[(part * sizeof(uint))..], Compute(secret, purpose, [part]));
        }
    }
}

/// <summary>What a hash is for.</summary>
internal enum SecretHashPurpose : byte
{
    /// <summary>The initial sequence number of a connection.</summary>
    SequenceNumber,

    /// <summary>The offset of a connection's timestamps.</summary>
    TimestampOffset,

    /// <summary>A SYN cookie.</summary>
    SynCookie,

    /// <summary>Where the ports for connections to a peer begin.</summary>
    EphemeralPort,

    /// <summary>The key of Fast Open cookies.</summary>
    FastOpenKey,

    /// <summary>The key by which connections are found.</summary>
    ConnectionTable,
}
