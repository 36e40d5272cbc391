namespace TcpEngine;

// The application's calls: RFC 9293, sections 3.9.1 and 3.10.1 to 3.10.6.
public sealed partial class TcpConnection
{
    /// <summary>OPEN, active: CLOSED to SYN-SENT (RFC 9293, section 3.10.1).</summary>
    /// <exception cref="InvalidOperationException">The connection was opened before.</exception>
    public void OpenActive(Timestamp now) => OpenActive(attempt: null, now);

    private void OpenActive(FastOpenAttempt? attempt, Timestamp now)
    {
        RequireFresh();
        if (attempt is not null)
        {
            Extras.FastOpen = attempt;
        }

        State = TcpState.SynSent;
        ObserveCall(ApplicationCall.OpenActive, Reason.ApplicationOpenedActive, TcpState.Closed, 0, now);
    }

    /// <summary>A SYN came for a listener: LISTEN to SYN-RECEIVED (RFC 9293, section 3.10.7.2).</summary>
    /// <exception cref="InvalidOperationException">The connection was opened before.</exception>
    public void OpenPassive(in Segment syn, Timestamp now)
    {
        BeginPassive(syn, now);
        ObserveReceived(syn, new Outcome(Reason.SynAccepted), TcpState.Listen, now);
    }

    private void BeginPassive(in Segment syn, Timestamp now)
    {
        RequireFresh();
        _isPassive = true;
        NegotiateOptions(syn, now);
        TakeWindow(syn);
        State = TcpState.SynReceived;
    }

    /// <summary>SEND: takes as many bytes as the send buffer has room for.</summary>
    /// <returns>How many were taken. When the buffer is left with less than a quarter of its room, <see cref="ConnectionEvents.SendBufferSpace"/> will tell of more.</returns>
    /// <exception cref="InvalidOperationException">The connection is not open for sending (RFC 9293, section 3.10.2).</exception>
    public int Send(ReadOnlySpan<byte> data, Timestamp now)
    {
        if (_closeRequested || State is TcpState.Closed or TcpState.Listen)
        {
            throw new InvalidOperationException(_closeRequested ? "The connection is closing: nothing more can be sent." : "The connection does not exist.");
        }

        if (!IsSending)
        {
            Work.ProgressAt = now;
        }

        _holdsBack = false;
        Work.EndsOpen = false;
        GoOn();
        int taken = Work.SendBuffer.Append(data);
        _wantsRoom = taken < data.Length || Work.SendBuffer.Room < Work.SendBuffer.Limit / 4;
        ObserveCall(ApplicationCall.Send, Reason.ApplicationSent, State, taken, now);
        WorkQueue?.OnWork();
        return taken;
    }

    /// <summary>RECEIVE: gives what is there, in order.</summary>
    /// <returns>How many bytes; 0 where there are none: <see cref="IsAtEnd"/> tells whether more will come.</returns>
    public int Receive(Span<byte> destination, Timestamp now)
    {
        int count = AvailableBytes == 0 ? 0 : Work.ReceiveBuffer.Read(destination);
        if (count > 0)
        {
            ObserveCall(ApplicationCall.Receive, Reason.ApplicationReceived, State, count, now);
            TuneReceiveBuffer(count, now);
            if (IsAsLinux)
            {
                ReadAsLinux(now);
                Work.Ack.OnRead(Work.ReceiveBuffer.Available == 0, _largestReceived);
            }

            if (State is TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2 && IsWindowUpdateDue)
            {
                Work.Ack.Now(Reason.WindowUpdateSent);
            }

            if (Work.Ack.Reason != Reason.None)
            {
                WorkQueue?.OnWork();
            }

            Rest();
        }

        return count;
    }

    /// <summary>As <see cref="Receive"/>, and what was given stays to be received again.</summary>
    public int Peek(Span<byte> destination) => AvailableBytes == 0 ? 0 : Work.ReceiveBuffer.Peek(destination);

    /// <summary>CLOSE: there is no more to send; what the peer sends can still be read (RFC 9293, section 3.10.4). A second call does nothing.</summary>
    public void Close(Timestamp now)
    {
        if (_closeRequested || State is TcpState.Closed)
        {
            return;
        }

        TcpState before = State;
        _closeRequested = true;
        GoOn();
        switch (State)
        {
            case TcpState.SynSent:
                EnterClosed(TcpFailure.None);
                break;
            case TcpState.SynReceived when Work.SendBuffer.Count == 0 || IsFastOpened:
            case TcpState.Established:
                State = TcpState.FinWait1;
                break;
            case TcpState.CloseWait:
                State = TcpState.LastAck;
                break;
        }

        ObserveCall(ApplicationCall.Close, Reason.ApplicationClosed, before, 0, now);
        FlushNotices(now);
        WorkQueue?.OnWork();
    }

    /// <summary>CLOSE of both directions: nothing more is sent, and nothing read. What is unread, or comes later, would be lost: the peer is told so by a RST (RFC 9293, section 3.6.1).</summary>
    public void Release(Timestamp now)
    {
        if (AvailableBytes > 0)
        {
            Abort(now, Reason.ResetUnreadData);
            return;
        }

        _released = true;
        if (!IsAsLinux)
        {
            SuspectFastOpen(Work.PeerFin is not null && !HasReceivedData, now); // something on the way has closed, and let no data through
        }

        LimitFinWait2(now);
        Close(now);
    }

    /// <summary>ABORT: the peer is sent RST, and nothing more is sent or received (RFC 9293, section 3.10.5).</summary>
    public void Abort(Timestamp now) => Abort(now, Reason.ResetToAbort);

    private void Abort(Timestamp now, Reason reason)
    {
        if (State is TcpState.Closed)
        {
            return;
        }

        TcpState before = State;
        if (State is TcpState.SynReceived or TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2 or TcpState.CloseWait)
        {
            Work.Reset = new PendingReset(_sendNext, reason, Acknowledges: _options.ResetAcknowledges);
        }

        Work.ReceiveBuffer.Clear();
        EnterClosed(TcpFailure.Aborted);
        ObserveCall(ApplicationCall.Abort, Reason.ApplicationAborted, before, 0, now);
        FlushNotices(now);
        WorkQueue?.OnWork();
    }

    /// <summary>The connection is no more, and the peer is not told.</summary>
    internal void Forget(Timestamp now)
    {
        TcpState before = State;
        EnterClosed(TcpFailure.Aborted);
        ObserveCall(ApplicationCall.Abort, Reason.ApplicationAborted, before, 0, now);
        FlushNotices(now);
    }

    // Data for an application that has released the connection.
    private Outcome ArrivesAfterRelease(in Segment segment)
    {
        Work.Reset = new PendingReset(IsAsLinux ? segment.Acknowledgment : _sendNext, Reason.ResetUnreadData);
        EnterClosed(_released ? TcpFailure.Aborted : TcpFailure.Reset);
        return Outcome.Dropped(Reason.DataAfterRelease);
    }

    private void RequireFresh()
    {
        if (State != TcpState.Closed || Failure != TcpFailure.None || _closeRequested)
        {
            throw new InvalidOperationException($"The connection {Key} was opened before.");
        }
    }
}
