using TcpCodec;

namespace TcpEngine;

/// <summary>Signs what a connection sends, and checks what comes in. One lives as long as its connection.</summary>
/// <param name="connection">The connection.</param>
internal abstract class SegmentAuthenticator(ConnectionKey connection)
{
    private byte[] _message = [];

    /// <summary>The connection.</summary>
    protected ConnectionKey Connection { get; } = connection;

    /// <summary>Whether ICMP's hard errors count although nobody has signed them.</summary>
    public abstract bool TrustsIcmp { get; }

    /// <summary>KeyID and RNextKeyID of the last segment that was accepted; null where there are none.</summary>
    public virtual (byte KeyId, byte NextKeyId)? LastReceived => null;

    /// <summary>Whether the NOPs that align other options are left out, for want of room.</summary>
    public virtual bool IsPacked => false;

    /// <summary>What the option takes of a segment, with what fills it up to words, beside timestamps or without them, in bytes.</summary>
    public abstract int SizeBeside(bool timestamps);

    /// <summary>Adds the option, its code still zeros: the last option of a header.</summary>
    public abstract void AddOption(ref TcpHeaderWriter tcp);

    /// <summary>Fills the code in, over a segment that is whole but for its checksum.</summary>
    /// <param name="tcp">The segment, from its TCP header on.</param>
    public abstract void Sign(Span<byte> tcp);

    /// <summary>Whether a segment is the peer's.</summary>
    /// <returns><see cref="Reason.None"/> for yes; else why it is dropped.</returns>
    public abstract Reason Check(in Segment segment);

    /// <summary>Begins with a SYN, or with what stands for one, that was checked before.</summary>
    public abstract void Begin(in Segment syn);

    /// <summary>Takes other keys from now on.</summary>
    /// <exception cref="ArgumentException">A key that is used now is not among them.</exception>
    public abstract void Install(AuthenticationKeys keys);

    /// <summary>Room for what a code covers.</summary>
    protected Span<byte> Message(int size)
    {
        if (_message.Length < size)
        {
            _message = new byte[Math.Max(size, 2048)];
        }

        return _message.AsSpan(0, size);
    }

    /// <summary>Writes the pseudo-header of a segment that goes out, or has come in.</summary>
    /// <returns>Its length, in bytes.</returns>
    protected int WritePseudoHeader(Span<byte> destination, bool isOutgoing, int tcpLength) => isOutgoing
        ? PseudoHeader.Write(destination, Connection.Local.Address, Connection.Remote.Address, tcpLength)
        : PseudoHeader.Write(destination, Connection.Remote.Address, Connection.Local.Address, tcpLength);

    /// <summary>Where the option begins in a segment of ours, in bytes.</summary>
    protected static int OptionOffset(ReadOnlySpan<byte> tcp, TcpOptionKind kind)
    {
        if (TcpHeader.TryParse(tcp, out TcpHeader header, out _))
        {
            foreach (TcpOption option in header.Options)
            {
                if (option.Kind == kind && tcp.Overlaps(option.Bytes, out int offset))
                {
                    return offset;
                }
            }
        }

        throw new InvalidOperationException("The segment has no authentication option.");
    }
}
