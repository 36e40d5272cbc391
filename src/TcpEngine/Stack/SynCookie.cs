using System.Buffers.Binary;

namespace TcpEngine;

/// <summary>
/// An initial sequence number that holds what a half-open connection would: 5 bits of time, 3 bits of MSS, 24 bits that only this host can compute (RFC 4987,
/// section 3.6 and appendix A). What else was agreed on rides in the lowest bits of the timestamp that the peer echoes.
/// </summary>
internal sealed class SynCookie(ulong secret)
{
    private const long SlotNanoseconds = 64_000_000_000;
    private const uint Lifetime = 2; // slots: a cookie is good for 64 to 128 s
    private const uint TimestampBits = 0x3f;
    private const uint NoShift = 0xf;

    private static readonly ushort[] SegmentSizes = [216, 536, 1024, 1220, 1400, 1440, 1452, 1460];

    /// <summary>The cookie for a SYN.</summary>
    public SequenceNumber Make(in ConnectionKey key, in Segment syn, Timestamp now)
    {
        uint slot = Slot(now);
        uint size = 0;
        while (size + 1 < SegmentSizes.Length && SegmentSizes[size + 1] <= syn.MaximumSegmentSize)
        {
            size++;
        }

        return new SequenceNumber((slot << 27) | (size << 24) | Hash(key, syn.SequenceNumber, slot));
    }

    /// <summary>Whether an acknowledgment is of a cookie of ours, and not too old.</summary>
    /// <param name="key">The connection.</param>
    /// <param name="acknowledgment">The segment that would complete the handshake.</param>
    /// <param name="now">The time.</param>
    /// <param name="segmentSize">The peer's MSS, or the next smaller of eight.</param>
    public bool TryOpen(in ConnectionKey key, in Segment acknowledgment, Timestamp now, out ushort segmentSize)
    {
        uint cookie = (acknowledgment.Acknowledgment - 1u).Value;
        uint slot = cookie >> 27;
        segmentSize = SegmentSizes[(cookie >> 24) & 7];
        return ((Slot(now) - slot) & 0x1f) < Lifetime && (cookie & 0xff_ffff) == Hash(key, acknowledgment.SequenceNumber - 1u, slot);
    }

    /// <summary>Hides the SYN's options in a timestamp, which never becomes a later one by that.</summary>
    public static uint MarkTimestamp(uint clock, in Segment syn, bool usesEcn)
    {
        uint bits = (syn.HasWindowShift ? Math.Min(syn.WindowShift, (byte)14) : NoShift) | (syn.SackPermitted ? 0x10u : 0) | (usesEcn ? 0x20u : 0);
        uint marked = (clock & ~TimestampBits) | bits;
        return marked > clock ? marked - (TimestampBits + 1) : marked;
    }

    /// <summary>The window shift in an echoed timestamp; null for none.</summary>
    public static byte? ShiftOf(uint echo) => (echo & 0xf) == NoShift ? null : (byte)(echo & 0xf);

    /// <summary>Whether SACK was permitted, by an echoed timestamp.</summary>
    public static bool SackPermitted(uint echo) => (echo & 0x10) != 0;

    /// <summary>Whether ECN was asked for, by an echoed timestamp.</summary>
    public static bool UsesEcn(uint echo) => (echo & 0x20) != 0;

    private static uint Slot(Timestamp now) => (uint)(now.Nanoseconds / SlotNanoseconds) & 0x1f;

    private uint Hash(in ConnectionKey key, SequenceNumber peer, uint slot)
    {
        Span<byte> covered = stackalloc byte[4 + 4 + ConnectionKey.Size];
        BinaryPrimitives.WriteUInt32LittleEndian(covered, slot);
        BinaryPrimitives.WriteUInt32LittleEndian(covered[4..], peer.Value);
        key.CopyTo(covered[8..]);
        return SecretHash.Compute(secret, SecretHashPurpose.SynCookie, covered) & 0xff_ffff;
    }
}
