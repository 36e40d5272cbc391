using System.Diagnostics;
using TcpEngine;

namespace IdleConnections;

/// <summary>
/// What a timer costs, among few and many: to set it again, later, as an acknowledgment does; to stop it and to start it; and to run out and be set again. In the timing wheels of the stack,
/// and in a binary heap, in the same run: the ratios count.
/// </summary>
internal static class TimerCost
{
    private const int Operations = 1_000_000;
    private const long Span = 2_000_000_000; // timers run for up to 2 s

    /// <summary>Measures, and prints.</summary>
    public static void Report()
    {
        Console.WriteLine("timers (ns for each, wheels against a heap)   set again          stop and start      run out and set");
        foreach (int count in (int[])[1_000, 100_000, 1_000_000])
        {
            Timer[] timers = [.. Enumerable.Range(0, count).Select(i => new Timer((uint)i))];
            Costs wheels = default;
            Costs heap = default;
            for (int run = 0; run < 2; run++) // the first one warms up
            {
                wheels = MeasureWheels(timers);
                heap = MeasureHeap(timers);
            }

            Console.WriteLine($"{count,35:N0}      {Compare(wheels.Set, heap.Set)}{Compare(wheels.Restart, heap.Restart)}{Compare(wheels.Expire, heap.Expire)}");
        }
    }

    private static string Compare(double wheels, double heap) => $"{wheels,8:N0} {heap,6:N0} {wheels / heap,5:N2}";

    private static Costs MeasureWheels(Timer[] timers)
    {
        DeadlineQueue queue = new();
        RandomSource random = new(1);
        long now = 0;
        foreach (Timer timer in timers)
        {
            queue.Set(timer, After(now, random));
        }

        _ = queue.Next;
        Costs costs = new(
            Time(() =>
            {
                queue.Set(Any(timers, random), After(now, random));
                now += 10;
                return queue.Next.Nanoseconds;
            }),
            Time(() =>
            {
                Timer timer = Any(timers, random);
                queue.Set(timer, Timestamp.Never);
                queue.Set(timer, After(now, random));
                return queue.Next.Nanoseconds;
            }),
            Time(() =>
            {
                DeadlineEntry first = queue.First;
                now = Math.Max(now, first.Deadline.Nanoseconds);
                queue.Set(first, After(now, random));
                return queue.Next.Nanoseconds;
            }));
        foreach (Timer timer in timers)
        {
            queue.Set(timer, Timestamp.Never);
        }

        return costs;
    }

    private static Costs MeasureHeap(Timer[] timers)
    {
        IndexedHeap heap = new();
        RandomSource random = new(1);
        long now = 0;
        foreach (Timer timer in timers)
        {
            heap.Set(timer, After(now, random).Nanoseconds);
        }

        Costs costs = new(
            Time(() =>
            {
                heap.Set(Any(timers, random), After(now, random).Nanoseconds);
                now += 10;
                return heap.First.Time;
            }),
            Time(() =>
            {
                Timer timer = Any(timers, random);
                heap.Remove(timer);
                heap.Set(timer, After(now, random).Nanoseconds);
                return heap.First.Time;
            }),
            Time(() =>
            {
                Timer first = heap.First;
                now = Math.Max(now, first.Time);
                heap.Set(first, After(now, random).Nanoseconds);
                return heap.First.Time;
            }));
        foreach (Timer timer in timers)
        {
            heap.Remove(timer);
        }

        return costs;
    }

    private static Timer Any(Timer[] timers, RandomSource random) => timers[random.NextUInt64() % (ulong)timers.Length];

    private static Timestamp After(long now, RandomSource random) => new(now + 1 + (long)(random.NextUInt64() % Span));

    private static double Time(Func<long> operation)
    {
        long sum = 0;
        Stopwatch clock = Stopwatch.StartNew();
        for (int i = 0; i < Operations; i++)
        {
            sum ^= operation();
        }

        double nanoseconds = clock.Elapsed.TotalNanoseconds / Operations;
        GC.KeepAlive(sum);
        return nanoseconds;
    }

    private readonly record struct Costs(double Set, double Restart, double Expire);
}
