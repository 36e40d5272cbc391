namespace TcpEngine.Drill;

/// <summary>
/// A socket's error queue: what it reports of data that was sent. With MSG_ZEROCOPY that its buffer is free again, once it is acknowledged; with SO_TIMESTAMPING when the last byte of a
/// call was queued, sent, and acknowledged.
/// </summary>
internal sealed class SendReports(bool isIpv6)
{
    private const long Sent = 0;         // SCM_TSTAMP_SND
    private const long Scheduled = 1;    // SCM_TSTAMP_SCHED
    private const long Acknowledged = 2; // SCM_TSTAMP_ACK
    private const long NoMessage = 42;   // ENOMSG

    private readonly List<Watch> _watches = [];
    private readonly List<Report> _queue = [];
    private long _nextZeroCopy;

    /// <summary>Whether there is something to read.</summary>
    public bool IsEmpty => _queue.Count == 0;

    /// <summary>The queue of another socket of that family.</summary>
    public SendReports Anew() => new(isIpv6);

    /// <summary>Watches the data of a call.</summary>
    /// <param name="end">The offset after its last byte, from the first that the socket has sent.</param>
    /// <param name="isZeroCopy">Whether the end of its use is to be reported.</param>
    /// <param name="stamps">The SOF_TIMESTAMPING flags.</param>
    /// <param name="key">The number that timestamps bear with SOF_TIMESTAMPING_OPT_ID.</param>
    public void Add(long end, bool isZeroCopy, long stamps, long key)
    {
        if (isZeroCopy)
        {
            _watches.Add(new Watch(end, Event: null, _nextZeroCopy++, IsPayloadKept: false));
        }

        bool isPayloadKept = (stamps & Constants.SOF_TIMESTAMPING_OPT_TSONLY) == 0;
        long number = (stamps & Constants.SOF_TIMESTAMPING_OPT_ID) != 0 ? key : 0;
        AddStamp(Constants.SOF_TIMESTAMPING_TX_SCHED, Scheduled);
        AddStamp(Constants.SOF_TIMESTAMPING_TX_SOFTWARE, Sent);
        AddStamp(Constants.SOF_TIMESTAMPING_TX_ACK, Acknowledged);

        void AddStamp(long flag, long what)
        {
            if ((stamps & flag) != 0)
            {
                _watches.Add(new Watch(end, what, number, isPayloadKept));
            }
        }
    }

    /// <summary>An ICMP error has ended an open.</summary>
    public void AddIcmp(IcmpErrorKind kind, Errno error)
    {
        (long type, long code) = (kind, isIpv6) switch
        {
            (IcmpErrorKind.TimeExceeded, false) => (11, 0),
            (IcmpErrorKind.ParameterProblem, false) => (12, 0),
            (IcmpErrorKind.NetworkUnreachable, false) => (3, 0),
            (IcmpErrorKind.ProtocolUnreachable, false) => (3, 2),
            (IcmpErrorKind.PortUnreachable, false) => (3, 3),
            (IcmpErrorKind.SourceRouteFailed, false) => (3, 5),
            (IcmpErrorKind.Prohibited, false) => (3, 13),
            (_, false) => (3, 1),
            (IcmpErrorKind.TimeExceeded, true) => (3, 0),
            (IcmpErrorKind.ParameterProblem, true) => (4, 0),
            (IcmpErrorKind.NetworkUnreachable, true) => (1, 0),
            (IcmpErrorKind.Prohibited, true) => (1, 1),
            (IcmpErrorKind.PortUnreachable, true) => (1, 4),
            (_, true) => (1, 3L),
        };
        (long level, long message) = Place;
        ErrorMessage told = new(level, message, (long)error, isIpv6 ? Constants.SO_EE_ORIGIN_ICMP6 : Constants.SO_EE_ORIGIN_ICMP, type, code, 0, 0);
        _queue.Add(new Report(null, 0, 0, default, IsPayloadKept: true) { Icmp = told });
    }

    /// <summary>Data was sent, or acknowledged.</summary>
    /// <param name="sent">The offset after the last byte sent.</param>
    /// <param name="acknowledged">The offset after the last byte acknowledged.</param>
    /// <param name="isOver">Whether the connection is gone.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether there is something new to read.</returns>
    public bool Advance(long sent, long acknowledged, bool isOver, Timestamp now)
    {
        bool isNews = false;
        foreach (Watch watch in _watches.ToArray())
        {
            bool isDone = watch.Event is Sent or Scheduled ? sent >= watch.End : acknowledged >= watch.End;
            if (!isDone)
            {
                continue;
            }

            _watches.Remove(watch);
            if (watch.Event is null)
            {
                ReportZeroCopy(watch.Number);
                isNews = true;
            }
            else if (!isOver)
            {
                _queue.Add(new Report(watch.Event, watch.Number, watch.Number, now, watch.IsPayloadKept));
                isNews = true;
            }
        }

        return isNews;
    }

    /// <summary>Reads the oldest report.</summary>
    /// <param name="messages">Its control messages.</param>
    /// <param name="flags">The message's flags.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryTake(out List<ControlMessage> messages, out long flags)
    {
        messages = [];
        flags = 0;
        if (IsEmpty)
        {
            return false;
        }

        Report report = _queue[0];
        _queue.RemoveAt(0);
        flags = Constants.MSG_ERRQUEUE | (report.IsPayloadKept ? Constants.MSG_TRUNC : 0);
        (long level, long type) = Place;
        if (report.Icmp is { } icmp)
        {
            messages.Add(icmp);
        }
        else if (report.Event is { } what)
        {
            messages.Add(new TimeMessage(Constants.SOL_SOCKET, Constants.SO_TIMESTAMPING, report.Time));
            messages.Add(new ErrorMessage(level, type, NoMessage, Constants.SO_EE_ORIGIN_TIMESTAMPING, 0, 0, what, report.Last));
        }
        else
        {
            // On a TUN device, which packetdrill runs on, the data is copied in the end.
            messages.Add(new ErrorMessage(level, type, 0, Constants.SO_EE_ORIGIN_ZEROCOPY, 0, Constants.SO_EE_CODE_ZEROCOPY_COPIED, report.First, report.Last));
        }

        return true;
    }

    private (long Level, long Type) Place => isIpv6 ? (Constants.IPPROTO_IPV6, Constants.IPV6_RECVERR) : (Constants.IPPROTO_IP, Constants.IP_RECVERR);

    // Numbers that follow each other are one report.
    private void ReportZeroCopy(long number)
    {
        if (_queue.Count > 0 && _queue[^1] is { Event: null, Icmp: null } last && last.Last + 1 == number)
        {
            _queue[^1] = last with { Last = number };
        }
        else
        {
            _queue.Add(new Report(null, number, number, default, IsPayloadKept: false));
        }
    }

    private sealed record Watch(long End, long? Event, long Number, bool IsPayloadKept);

    private sealed record Report(long? Event, long First, long Last, Timestamp Time, bool IsPayloadKept)
    {
        public ErrorMessage? Icmp { get; init; }
    }
}
