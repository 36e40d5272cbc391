using System.Runtime.InteropServices;

namespace TcpEngine;

/// <summary>What a connection knows of its peer's timestamp clock: TS.Recent and PAWS (RFC 7323, sections 4.3 and 5).</summary>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(uint))]
internal struct PeerTimestamps
{
    private static readonly Duration Validity = Duration.FromSeconds(24 * 24 * 3600); // section 5.5

    private Timestamp _takenAt;

    /// <summary>TS.Recent: what goes into TSecr.</summary>
    public uint Recent { get; private set; }

    /// <summary>Begins with the SYN's TSval.</summary>
    public void Begin(uint value, Timestamp now)
    {
        Recent = value;
        _takenAt = now;
    }

    /// <summary>Whether a segment is an old duplicate (PAWS, section 5.3, rule R1). After 24 idle days nothing is: the peer's clock may have gone half around.</summary>
    public readonly bool IsOld(uint value, Timestamp now) => unchecked((int)(value - Recent)) < 0 && now - _takenAt <= Validity;

    /// <summary>Whether a SYN's timestamp is newer than the last (above 0), the same (0) or older.</summary>
    public readonly int Compare(uint value, Timestamp now) => now - _takenAt > Validity ? 1 : unchecked((int)(value - Recent));

    /// <summary>Takes the timestamp of an acceptable segment over where it is the one to echo (section 4.3, rule 2).</summary>
    public void Update(in Segment segment, SequenceNumber lastAckSent, Timestamp now)
    {
        if (!IsOld(segment.TimestampValue, now) && segment.SequenceNumber <= lastAckSent)
        {
            Begin(segment.TimestampValue, now);
        }
    }
}
