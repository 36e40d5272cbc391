namespace TcpEngine.Tests.Stack;

/// <summary>The timing wheels against a sorted set: the same entry comes first, at the same time, whatever was set, changed and taken out before.</summary>
public sealed class DeadlineQueueTests
{
    [Theory]
    [InlineData(1, 0, 1)]                                 // all at the same time: the order alone decides
    [InlineData(2, 0, 1000)]
    [InlineData(3, 0, 300_000_000_000)]                   // 5 minutes
    [InlineData(4, 1_763_700_000_000_000_000, 7_200_000_000_000)] // a Unix time, and 2 hours
    [InlineData(5, -5_000_000_000, 10_000_000_000)]       // around 0
    [InlineData(6, 0, long.MaxValue)]
    public void The_earliest_comes_first_and_at_the_same_time_the_least(ulong seed, long start, long span)
    {
        RandomSource random = new(seed);
        DeadlineQueue queue = new();
        SortedSet<(long Time, uint Order)> expected = [];
        Entry[] entries = [.. Enumerable.Range(0, 2000).Select(i => new Entry((uint)(i * 2_654_435_761)))];
        Dictionary<uint, Entry> byOrder = entries.ToDictionary(entry => entry.Order);
        for (int step = 0; step < 30_000; step++)
        {
            bool isFilling = step / 5000 % 2 == 0;
            if (expected.Count > 0 && random.NextUInt64() % 4 < (isFilling ? 1u : 3u))
            {
                (long time, uint order) = expected.Min;
                Assert.Equal((new Timestamp(time), byOrder[order]), (queue.Next, (Entry)queue.First));
                queue.Set(byOrder[order], Timestamp.Never);
                expected.Remove((time, order));
            }
            else
            {
                Entry entry = entries[random.NextUInt64() % (ulong)entries.Length];
                expected.Remove((entry.Deadline.Nanoseconds, entry.Order));
                Timestamp deadline = random.NextUInt64() % 8 == 0 ? Timestamp.Never : new Timestamp(start + (long)(random.NextUInt64() % (ulong)span));
                queue.Set(entry, deadline);
                if (deadline.IsSet)
                {
                    expected.Add((deadline.Nanoseconds, entry.Order));
                }
            }

            Assert.Equal(expected.Count, queue.Count);
        }

        foreach ((long time, uint order) in expected)
        {
            Assert.Equal((new Timestamp(time), byOrder[order]), (queue.Next, (Entry)queue.First));
            queue.Set(byOrder[order], Timestamp.Never);
        }

        Assert.Equal((Timestamp.Never, 0), (queue.Next, queue.Count));
    }

    private sealed class Entry(uint order) : DeadlineEntry
    {
        public override uint Order => order;
    }
}
