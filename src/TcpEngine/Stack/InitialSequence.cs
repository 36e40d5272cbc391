namespace TcpEngine;

/// <summary>Chooses initial sequence numbers: a clock, plus a secret function of the connection's sockets (RFC 6528, section 3).</summary>
internal sealed class InitialSequence(ulong secret)
{
    private const long TickNanoseconds = 4_000; // RFC 9293, section 3.4.1: M ticks every 4 microseconds

    /// <summary>ISN = M + F(localip, localport, remoteip, remoteport, secretkey).</summary>
    public SequenceNumber Next(in ConnectionKey key, Timestamp now) => new(unchecked((uint)(now.Nanoseconds / TickNanoseconds) + Hash(key, SecretHashPurpose.SequenceNumber)));

    /// <summary>How long it takes until a connection would begin with a number.</summary>
    public Duration Until(in ConnectionKey key, SequenceNumber wanted, Timestamp now) => new(unchecked(wanted.Value - Next(key, now).Value) * TickNanoseconds);

    /// <summary>What is added to the timestamp clock of a connection (RFC 7323, section 7.1).</summary>
    public uint TimestampOffset(in ConnectionKey key) => Hash(key, SecretHashPurpose.TimestampOffset);

    private uint Hash(in ConnectionKey key, SecretHashPurpose purpose)
    {
        Span<byte> covered = stackalloc byte[ConnectionKey.Size];
        key.CopyTo(covered);
        return SecretHash.Compute(secret, purpose, covered);
    }
}
