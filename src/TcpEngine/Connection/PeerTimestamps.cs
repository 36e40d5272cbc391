namespace TcpEngine;

/// <summary>What a connection knows of its peer's timestamp clock: TS.Recent and PAWS (RFC 7323, sections 4.3 and 5).</summary>
internal struct PeerTimestamps
{
    /// <summary>TS.Recent: what goes into TSecr.</summary>
    public uint Recent { get; private set; }

    /// <summary>Begins with the SYN's TSval.</summary>
    public void Begin(uint value) => Recent = value;

    /// <summary>Whether a segment is an old duplicate (PAWS, section 5.3, rule R1).</summary>
    public readonly bool IsOld(uint value) => unchecked((int)(value - Recent)) < 0;

    /// <summary>Takes the timestamp of an acceptable segment over where it is the one to echo (section 4.3, rule 2).</summary>
    public void Update(in Segment segment, SequenceNumber lastAckSent)
    {
        if (!IsOld(segment.TimestampValue) && segment.SequenceNumber <= lastAckSent)
        {
            Recent = segment.TimestampValue;
        }
    }
}
