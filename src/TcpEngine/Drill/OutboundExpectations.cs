namespace TcpEngine.Drill;

/// <summary>Waits for what the stack is to send, and compares it.</summary>
internal sealed class OutboundExpectations(DrillHost host, DrillSettings settings)
{
    private static readonly Duration Patience = Duration.FromSeconds(2);         // behind the time at which it should have come
    private static readonly Duration AnyTimePatience = Duration.FromSeconds(86400);

    /// <summary>The first packet of another connection that was skipped.</summary>
    public CapturedSegment? Skipped { get; private set; }

    /// <summary>Waits for a segment.</summary>
    /// <param name="expected">What the script expects.</param>
    /// <param name="connection">Its connection.</param>
    /// <param name="window">When; null for any time.</param>
    /// <param name="tickTolerance">By how much timestamps may be off.</param>
    /// <exception cref="DrillFailureException">It does not come, or another one does.</exception>
    public void Expect(TcpPacketEvent expected, DrillConnection connection, TimeWindow? window, Duration tickTolerance)
    {
        Timestamp limit = window is { } times ? times.End + times.Tolerance + Patience : host.Now + AnyTimePatience;
        CapturedSegment? segment = TakeNext(connection, limit)
            ?? throw new DrillFailureException(expected, window is null ? "The stack sends nothing." : $"The stack sends nothing until {DrillRun.Clock(limit)}.");
        segment = Collect(expected, segment, connection, limit);
        if (segment.Fault is { } fault)
        {
            throw new DrillFailureException(expected, fault);
        }

        if (segment.IsSyn)
        {
            connection.Local.Learn(expected.Sequence, segment.Sequence);
        }

        SegmentComparison comparison = new(expected, segment, connection);
        comparison.Compare(settings.TimestampTickMicroseconds, tickTolerance);
        if (window is { } due)
        {
            comparison.AddTime(due.ToString(), DrillRun.Clock(segment.Time), due.Contains(segment.Time));
        }

        if (comparison.Difference is { } difference)
        {
            throw new DrillFailureException(expected, $"The stack sends another packet: {difference} differs.", comparison.Rows);
        }
    }

    // A host with segmentation offload sends several segments as one: the script may have written them so.
    private CapturedSegment Collect(TcpPacketEvent expected, CapturedSegment first, DrillConnection connection, Timestamp limit)
    {
        CapturedSegment segment = first.AsPiece();
        while (!settings.StrictSegments && segment.Payload.Length > 0 && segment.Payload.Length < expected.Length)
        {
            CapturedSegment? next = TakeNext(connection, limit);
            if (next is null)
            {
                return segment;
            }

            bool completes = segment.Payload.Length + next.Payload.Length >= expected.Length;
            CapturedSegment? merged = segment.TryMerge(next, completes);
            if (merged is null)
            {
                return segment; // the comparison shows how far it came
            }

            segment = merged;
        }

        return segment;
    }

    private CapturedSegment? TakeNext(DrillConnection connection, Timestamp limit)
    {
        while (true)
        {
            while (host.Sent.TryDequeue(out CapturedSegment? segment))
            {
                if (segment.Fault is not null || segment.Belongs(connection.Key))
                {
                    return segment;
                }

                Skipped ??= segment;
            }

            if (!host.TryStep(limit))
            {
                return null;
            }
        }
    }
}
