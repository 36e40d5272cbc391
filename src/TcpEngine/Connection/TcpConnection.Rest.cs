namespace TcpEngine;

// A connection at rest holds no more than it must remember: what it needs for its work it takes of what the stack's connections share, and gives back.
public sealed partial class TcpConnection
{
    private ConnectionWork? _work;
    private ConnectionExtras? _extras;
    private DeliveryHistory _deliveries;
    private uint _deliveredSegments;
    private AckHistory _acknowledgments = new(Timestamp.Never, 0, false);

    /// <summary>Whether it has given back all that it needs only at work.</summary>
    internal bool IsAtRest => _work is null;

    private ConnectionWork Work => _work ?? BeginWork();

    private ConnectionExtras Extras => _extras ??= new ConnectionExtras();

    private FastOpenAttempt? Attempt => _extras?.FastOpen;

    // Whether something is in flight, or waits to be.
    private bool IsSending => _work is { Sent.Count: > 0 } || HasUnsent;

    private ConnectionWork BeginWork()
    {
        ConnectionWork work = _context.Memory.RentWork();
        SequenceNumber writeNext = _sendUnacknowledged == _initialSendSequence ? _initialSendSequence + 1u
            : State is TcpState.FinWait2 or TcpState.TimeWait ? _sendUnacknowledged - 1u // the FIN is behind what was written
            : _sendUnacknowledged;
        work.Begin(_sendUnacknowledged, writeNext, SendBufferSize, IsAsLinux ? UnlimitedBuffer : _receiveBufferSize);
        work.Sent.Begin(_sendUnacknowledged, _deliveredSegments, _deliveries, _extras?.Reordering);
        work.Sent.Rack.MeasuresEach = Segments is not null;
        work.Ack = new AckSchedule(_acknowledgments);
        _work = work;
        return work;
    }

    // After each event, where the sender does by the letter (one like Linux's remembers more): where there is nothing more to do, everything that need not be remembered is given back.
    private void Rest()
    {
        bool mayRest = State == TcpState.Closed || (Segments is null && IsSynchronized && _sendUnacknowledged == _sendNext);
        if (!mayRest || _work is not { IsDone: true } work || HasUnsent)
        {
            return;
        }

        (_deliveredSegments, _deliveries, _acknowledgments) = (work.Sent.DeliveredSegments, work.Sent.Rack.History, work.Ack.History);
        if (work.Sent.HasReordering)
        {
            work.Sent.CopyTo(Extras.Reordering ??= new ReorderingHistory());
        }

        _work = null;
        _context.Memory.Return(work);
    }
}
