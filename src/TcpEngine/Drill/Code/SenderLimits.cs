namespace TcpEngine.Drill;

/// <summary>For how long a connection had something to send, and what held it up: the peer's window, or its own buffer. Between two events it counts for what the first has left.</summary>
internal readonly record struct SenderLimits
{
    /// <summary>How long data was waiting, or on its way.</summary>
    public Duration Busy { get; private init; }

    /// <summary>For how long of that the peer's window let nothing more out.</summary>
    public Duration WindowLimited { get; private init; }

    /// <summary>For how long of that the send buffer was full, and nothing else held it up.</summary>
    public Duration BufferLimited { get; private init; }

    private Timestamp Since { get; init; }

    private bool IsBusy { get; init; }

    private bool IsWindowLimited { get; init; }

    private bool IsBufferLimited { get; init; }

    /// <summary>The limits after an event.</summary>
    /// <param name="snapshot">The connection's variables after it.</param>
    /// <param name="isBufferFull">Whether the send buffer is full.</param>
    /// <param name="now">The time.</param>
    public SenderLimits After(in ConnectionSnapshot snapshot, bool isBufferFull, Timestamp now)
    {
        long unsent = Math.Max(0, snapshot.SendBufferBytes - (long)snapshot.FlightSize);
        bool isBusy = snapshot.SendBufferBytes > 0;
        bool isWindowLimited = unsent > 0 && snapshot.FlightSize + Math.Min(unsent, snapshot.SendMaximumSegmentSize) > snapshot.SendWindow;
        return At(now) with
        {
            IsBusy = isBusy,
            IsWindowLimited = isWindowLimited,
            IsBufferLimited = isBusy && !isWindowLimited && unsent == 0 && isBufferFull,
        };
    }

    /// <summary>The limits up to now.</summary>
    public SenderLimits At(Timestamp now)
    {
        Duration elapsed = now - Since;
        return this with
        {
            Busy = IsBusy ? Busy + elapsed : Busy,
            WindowLimited = IsWindowLimited ? WindowLimited + elapsed : WindowLimited,
            BufferLimited = IsBufferLimited ? BufferLimited + elapsed : BufferLimited,
            Since = now,
        };
    }
}
