namespace TcpEngine.Inference;

/// <summary>Round-trip times from the place of the capture to an end and back, smoothed as RFC 6298, section 2, has it.</summary>
public struct RoundTrip
{
    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    /// <summary>The last one; zero before the first.</summary>
    public Duration Latest { get; private set; }

    /// <summary>The shortest; zero before the first.</summary>
    public Duration Least { get; private set; }

    /// <summary>Smoothed.</summary>
    public Duration Smoothed { get; private set; }

    /// <summary>Their variation.</summary>
    public Duration Variation { get; private set; }

    internal void Measure(Duration time)
    {
        if (time < Duration.Zero)
        {
            return; // the capture's clock went back
        }

        if (Count == 0)
        {
            (Smoothed, Variation, Least) = (time, time / 2, time);
        }
        else
        {
            Duration error = new(Math.Abs((Smoothed - time).Nanoseconds));
            Variation += (error - Variation) / 4;
            Smoothed += (time - Smoothed) / 8;
            Least = Duration.Min(Least, time);
        }

        Latest = time;
        Count++;
    }
}
