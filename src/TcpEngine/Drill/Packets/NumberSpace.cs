namespace TcpEngine.Drill;

/// <summary>
/// One side's sequence numbers: the script's and those on the wire. On SYNs the script writes its own initial number; everywhere else its numbers
/// count from the initial one, so that 1 is the first octet of data whatever the initial number is.
/// </summary>
internal struct NumberSpace
{
    private uint _scriptInitial;
    private uint _liveInitial;

    /// <summary>Whether the side's SYN was seen.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>The side's first SYN tells both initial numbers.</summary>
    public void Learn(uint script, uint live)
    {
        if (!IsKnown)
        {
            (_scriptInitial, _liveInitial, IsKnown) = (script, live, true);
        }
    }

    /// <summary>A number of the script, as it stands on the wire.</summary>
    public readonly uint ToLive(uint script, bool isSyn) => unchecked(script + Offset(isSyn));

    /// <summary>A number from the wire, as the script would write it.</summary>
    public readonly uint ToScript(uint live, bool isSyn) => unchecked(live - Offset(isSyn));

    private readonly uint Offset(bool isSyn) => unchecked(isSyn ? _liveInitial - _scriptInitial : _liveInitial);
}
