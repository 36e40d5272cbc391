namespace TcpEngine.Drill;

/// <summary>The forms of a time.</summary>
internal enum EventTimeKind
{
    /// <summary><c>T</c>: counted from the script's start.</summary>
    Absolute,

    /// <summary><c>+T</c>: counted from when the script came there.</summary>
    Relative,

    /// <summary><c>A~B</c>.</summary>
    AbsoluteRange,

    /// <summary><c>+A~+B</c>.</summary>
    RelativeRange,

    /// <summary><c>*</c>: any time.</summary>
    Any,
}

/// <summary>When an event is to be.</summary>
/// <param name="Kind">The form.</param>
/// <param name="Start">The time, or the range's earliest.</param>
/// <param name="End">The range's latest; <paramref name="Start"/> where there is no range.</param>
/// <param name="CallEnd">For a blocking call, <c>+T...E</c>: when it is to return, counted as <paramref name="Start"/> is; null for others.</param>
internal readonly record struct EventTime(EventTimeKind Kind, Duration Start, Duration End, Duration? CallEnd)
{
    /// <summary>Whether the times count from when the script came there.</summary>
    public bool IsRelative => Kind is EventTimeKind.Relative or EventTimeKind.RelativeRange;

    /// <summary>Whether only packets from the stack may have it.</summary>
    public bool IsForOutboundOnly => Kind is EventTimeKind.AbsoluteRange or EventTimeKind.RelativeRange or EventTimeKind.Any;
}
