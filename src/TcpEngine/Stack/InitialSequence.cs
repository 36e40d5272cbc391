using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TcpEngine;

/// <summary>Chooses initial sequence numbers: a clock, plus a secret function of the connection's sockets (RFC 6528, section 3).</summary>
internal sealed class InitialSequence(ulong secret)
{
    private const long TickNanoseconds = 4_000; // RFC 9293, section 3.4.1: M ticks every 4 microseconds

    /// <summary>ISN = M + F(localip, localport, remoteip, remoteport, secretkey).</summary>
    public SequenceNumber Next(in ConnectionKey key, Timestamp now) => new(unchecked((uint)(now.Nanoseconds / TickNanoseconds) + Hash(key, 0)));

    /// <summary>What is added to the timestamp clock of a connection (RFC 7323, section 7.1).</summary>
    public uint TimestampOffset(in ConnectionKey key) => Hash(key, 1);

    private uint Hash(in ConnectionKey key, byte purpose)
    {
        Span<byte> input = stackalloc byte[8 + 1 + 2 + 2 + 16 + 16];
        input.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(input, secret);
        input[8] = purpose;
        BinaryPrimitives.WriteUInt16LittleEndian(input[9..], key.Local.Port);
        BinaryPrimitives.WriteUInt16LittleEndian(input[11..], key.Remote.Port);
        key.Local.Address.CopyTo(input[13..]);
        key.Remote.Address.CopyTo(input[29..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        return BinaryPrimitives.ReadUInt32LittleEndian(hash);
    }
}
