using System.Collections.Concurrent;
using System.Diagnostics;

namespace TcpEngine;

/// <summary>Runs a stack on a packet device, in real time, on the thread that calls <see cref="Run"/>. Times are Unix times.</summary>
public sealed class TunHost(TcpStack stack, IPacketDevice device) : ITcpHost
{
    private const int PacketsPerRound = 64; // then timers and output get their turn
    private static readonly Duration LongestWait = Duration.FromMilliseconds(1000);

    private readonly ConcurrentQueue<Action<Timestamp>> _posted = new();
    private readonly long _startTicks = Stopwatch.GetTimestamp();
    private readonly long _startUnixNanoseconds = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;

    /// <inheritdoc/>
    public TcpStack Stack => stack;

    /// <summary>The time: it never goes back, whatever is done to the machine's clock.</summary>
    public Timestamp Now => new(_startUnixNanoseconds + (long)((Stopwatch.GetTimestamp() - _startTicks) * (1e9 / Stopwatch.Frequency)));

    /// <inheritdoc/>
    public void Post(Action<Timestamp> action)
    {
        _posted.Enqueue(action);
        device.Wake();
    }

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="TunException">The device failed.</exception>
    public void Run(CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.Register(device.Wake);
        byte[] packet = new byte[Math.Max(device.Mtu, 65536)];
        while (!cancellation.IsCancellationRequested)
        {
            bool isBusy = Step(packet);
            if (!isBusy)
            {
                Timestamp next = Timestamp.Min(stack.NextDeadline, device.NextDeadline);
                Duration wait = next.IsSet ? Duration.Min(next - Now, LongestWait) : LongestWait;
                if (wait > Duration.Zero && _posted.IsEmpty)
                {
                    device.Wait(wait);
                }
            }
        }
    }

    /// <summary>Does for a while what there is to do, so that what was closed can end in order.</summary>
    /// <param name="limit">The longest time.</param>
    public void Drain(Duration limit)
    {
        Timestamp end = Now + limit;
        byte[] packet = new byte[Math.Max(device.Mtu, 65536)];
        while (stack.ConnectionCount > 0 && Now < end)
        {
            if (!Step(packet))
            {
                device.Wait(Duration.FromMilliseconds(10));
            }
        }

        Step(packet);
    }

    private bool Step(byte[] packet)
    {
        Timestamp now = Now;
        while (_posted.TryDequeue(out Action<Timestamp>? action))
        {
            action(now);
        }

        int received = 0;
        while (received < PacketsPerRound && device.TryRead(now, packet, out int size))
        {
            stack.Receive(packet.AsSpan(0, size), now);
            received++;
        }

        now = Now;
        stack.OnDeadline(now);
        while (stack.TryTransmit(now, packet, out int written))
        {
            device.Write(now, packet.AsSpan(0, written));
        }

        return received > 0;
    }
}
