namespace TcpEngine;

// Which segments are taken for lost, and which of those go again.
internal sealed partial class RetransmissionQueue
{
    /// <summary>How many segments were sent again to repair a loss, and are on their way.</summary>
    public int RepairsUnderWay
    {
        get
        {
            int count = 0;
            for (int i = 0; i < Count; i++)
            {
                count += this[i] is { WasLost: true, IsLost: false, IsSacked: false } ? 1 : 0;
            }

            return count;
        }
    }

    /// <summary>Nothing was lost: what was taken for it is late.</summary>
    public void UnmarkLost()
    {
        for (int i = 0; i < Count; i++)
        {
            ref SentSegment segment = ref this[i];
            _scoreboard.Uncount(segment);
            segment.IsLost = false;
            segment.WasLost = false;
            _scoreboard.Count(segment);
        }
    }

    /// <summary>Takes for lost what was sent before what has arrived, and more than the reordering window before (RFC 8985, section 6.2, step 5).</summary>
    /// <param name="now">The time.</param>
    /// <param name="window">RACK.reo_wnd.</param>
    /// <param name="wait">How long until the last of those that may still come is lost; zero for none.</param>
    /// <param name="lostRetransmission">When the latest of those now lost that had been sent again was; <see cref="Timestamp.Never"/> for none.</param>
    /// <returns>Whether a segment is lost that was not before.</returns>
    public bool MarkLostByTime(Timestamp now, Duration window, out Duration wait, out Timestamp lostRetransmission)
    {
        bool isNews = false;
        wait = Duration.Zero;
        lostRetransmission = Timestamp.Never;
        for (int i = 0; i < Count; i++)
        {
            ref SentSegment segment = ref this[i];
            if (segment.IsSacked || segment.IsLost || !Rack.IsBeforeDelivered(segment))
            {
                continue;
            }

            Duration remaining = segment.SentAt + Rack.RoundTrip + window - now;
            if (remaining > Duration.Zero)
            {
                wait = Duration.Max(wait, remaining);
                continue;
            }

            if (segment.Transmissions > 1 && (!lostRetransmission.IsSet || segment.SentAt > lostRetransmission))
            {
                lostRetransmission = segment.SentAt;
            }

            MarkLost(ref segment);
            isNews = true;
        }

        return isNews;
    }

    /// <summary>Takes the oldest segment for lost, unless it already is, or the peer holds it.</summary>
    public void MarkFirstLost()
    {
        if (Count > 0 && !this[0].IsLost && !this[0].IsSacked)
        {
            MarkLost(ref this[0]);
        }
    }

    /// <summary>Takes for lost what carries more data than gets through.</summary>
    /// <returns>Whether there is any.</returns>
    public bool MarkLongerLost(int size)
    {
        bool isAny = false;
        for (int i = 0; i < Count; i++)
        {
            ref SentSegment segment = ref this[i];
            if (segment.DataLength > size && !segment.IsSacked)
            {
                isAny = true;
                if (!segment.IsLost)
                {
                    MarkLost(ref segment);
                }
            }
        }

        return isAny;
    }

    /// <summary>After a time-out the peer's SACK blocks are believed no more: it may have thrown away what it held (RFC 2018, section 8). Later ones count again.</summary>
    /// <returns>Whether the oldest segment was among them: the peer has thrown it away, or it would have acknowledged it.</returns>
    public bool ForgetSacks()
    {
        bool hasReneged = Count > 0 && this[0].IsSacked;
        for (int i = 0; SackedCount > 0 && i < Count; i++)
        {
            ref SentSegment segment = ref this[i];
            _scoreboard.Uncount(segment);
            segment.IsSacked = false;
            _scoreboard.Count(segment);
        }

        return hasReneged;
    }

    /// <summary>Takes everything for lost that the peer is not known to hold (RFC 6298, section 5.4), but what was sent so lately that it may still arrive (RFC 8985, section 6.3).</summary>
    /// <param name="sentUpTo">What was sent later is not lost yet, the oldest excepted; <see cref="Timestamp.Never"/> for all.</param>
    public void MarkAllLost(Timestamp sentUpTo)
    {
        for (int i = 0; i < Count; i++)
        {
            ref SentSegment segment = ref this[i];
            _scoreboard.Uncount(segment);
            bool wasLost = segment.IsLost;
            segment.IsLost = !segment.IsSacked && (segment.IsLost || i == 0 || segment.SentAt <= sentUpTo);
            segment.WasLost |= segment.IsLost;
            LossesSeen += segment.IsLost && !wasLost ? 1 : 0;
            _scoreboard.Count(segment);
        }
    }

    /// <summary>Takes for lost what was sent once, at that time or before, and the peer is not known to hold.</summary>
    public void MarkSentOnceLost(Timestamp sentUpTo)
    {
        for (int i = 0; i < Count; i++)
        {
            ref SentSegment segment = ref this[i];
            if (segment.Transmissions == 1 && segment.SentAt <= sentUpTo && !segment.IsSacked && !segment.IsLost)
            {
                MarkLost(ref segment);
            }
        }
    }

    /// <summary>The index of the oldest lost segment; -1 for none.</summary>
    public int FirstLost()
    {
        for (int i = 0; LostCount > 0 && i < Count; i++)
        {
            if (this[i].IsLost)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Notes that a segment was sent again.</summary>
    public void MarkRetransmitted(int index, Timestamp now)
    {
        ref SentSegment segment = ref this[index];
        _scoreboard.Uncount(segment);
        segment.IsLost = false;
        segment.IsDelivered = false;
        segment.SentAt = now;
        segment.Transmissions = (byte)Math.Min(byte.MaxValue, segment.Transmissions + 1);
        _scoreboard.Count(segment);
    }

    private void MarkLost(ref SentSegment segment)
    {
        _scoreboard.Uncount(segment);
        segment.IsLost = true;
        segment.WasLost = true;
        LossesSeen++;
        _scoreboard.Count(segment);
    }
}
