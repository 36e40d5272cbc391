namespace TcpEngine.Drill;

/// <summary>The stack's timestamps: the values that the script writes for them, and those on the wire.</summary>
internal sealed class TimestampMap
{
    private readonly Dictionary<uint, uint> _liveOf = [];
    private (uint Script, uint Live)? _first;

    /// <summary>A segment showed a TSval.</summary>
    public void Learn(uint script, uint live)
    {
        _first ??= (script, live);
        _liveOf[script] = live;
    }

    /// <summary>What goes onto the wire for a TSecr of the script; null where no segment showed that value.</summary>
    /// <param name="script">The script's value.</param>
    /// <param name="scales">Whether a value that was not shown counts from the first one.</param>
    public uint? EchoOf(uint script, bool scales)
    {
        if (_liveOf.TryGetValue(script, out uint live))
        {
            return live;
        }

        return scales && _first is { } first ? unchecked(first.Live + (script - first.Script)) : script == 0 ? 0 : null;
    }

    /// <summary>By how much time a TSval of the stack is off, measured from the first one.</summary>
    public Duration ErrorOf(uint script, uint live, long tickMicroseconds)
    {
        (uint Script, uint Live) first = _first ?? (script, live);
        int error = unchecked((int)(live - first.Live - (script - first.Script)));
        return Duration.FromMicroseconds(Math.Abs((long)error) * tickMicroseconds);
    }
}
