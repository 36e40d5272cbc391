namespace TcpEngine;

/// <summary>How many of the segments that are not acknowledged are where (RFC 6675, section 3).</summary>
internal record struct Scoreboard
{
    /// <summary>pipe: the bytes that are in the network, as far as is known: sent, neither acknowledged nor lost (RFC 6675, section 4).</summary>
    public uint Pipe { get; private set; }

    /// <summary>As <see cref="Pipe"/>, in segments.</summary>
    public int PipeSegments { get; private set; }

    /// <summary>How many bytes the peer holds beyond a gap, by its SACK blocks.</summary>
    public uint SackedBytes { get; private set; }

    /// <summary>How many segments the peer holds beyond a gap.</summary>
    public int SackedCount { get; private set; }

    /// <summary>How many segments are lost and wait to be sent again.</summary>
    public int LostCount { get; private set; }

    /// <summary>Counts a segment.</summary>
    public void Count(in SentSegment segment) => Add(segment, 1);

    /// <summary>Takes that back; before anything of the segment changes.</summary>
    public void Uncount(in SentSegment segment) => Add(segment, -1);

    private void Add(in SentSegment segment, int sign)
    {
        uint bytes = unchecked((uint)(sign * (int)segment.Length));
        if (segment.IsSacked)
        {
            SackedBytes = unchecked(SackedBytes + bytes);
            SackedCount += sign;
        }
        else if (segment.IsLost)
        {
            LostCount += sign;
        }
        else
        {
            Pipe = unchecked(Pipe + bytes);
            PipeSegments += sign;
        }
    }
}
