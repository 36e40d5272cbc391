namespace TcpEngine;

// TIME-WAIT (RFC 9293, section 3.6.1): what is left of a connection is small, and there is a limit to how many are left.
public sealed partial class TcpStack
{
    /// <summary>How many connections are in TIME-WAIT.</summary>
    public int TimeWaitCount { get; private set; }

    // The last acknowledgment went out.
    private void SettleInTimeWait(StackEntry entry, Timestamp now)
    {
        TcpConnection connection = entry.Connection;
        if (TimeWaitCount > _options.TimeWaitLimit)
        {
            Statistics.TimeWaitOverflows++;
            connection.EndTimeWait(Reason.TimeWaitFull, now);
            Settle(entry, now, mayTransmit: false);
        }
        else if (connection.IsForgettable && _connections.Remove(entry))
        {
            Timestamp deadline = connection.NextDeadline;
            TimeWaitRecord record = new(connection.Key, connection.Id, connection.Forget());
            _deadlines.Set(entry, Timestamp.Never);
            _connections.Add(record);
            _deadlines.Set(record, deadline);
            entry.CountedState = TcpState.Closed; // the record is counted now
            entry.Tell(connection.TakeEvents(), now);
        }
    }

    private void ArrivesInTimeWait(TimeWaitRecord record, in Segment segment, Timestamp now)
    {
        switch (record.Rest.Arrives(segment, now))
        {
            case TimeWaitVerdict.Ended:
                End(record);
                break;

            case TimeWaitVerdict.Restarted:
                _deadlines.Set(record, now + record.Rest.Length);
                Acknowledge(record, now);
                break;

            case TimeWaitVerdict.Acknowledged:
                Acknowledge(record, now);
                break;
        }
    }

    private void Acknowledge(TimeWaitRecord record, Timestamp now)
    {
        if (_replies.Count < ReplyLimit)
        {
            _replies.Enqueue(new Reply(record.Key, Reason.AckOfDuplicate, record.Rest.Acknowledgment(now)));
        }
    }

    // The wait of a record is over. It may have been set aside for a new incarnation.
    private void End(TimeWaitRecord record)
    {
        TimeWaitCount--;
        _deadlines.Set(record, Timestamp.Never);
        _connections.Remove(record);
    }

    // A newer incarnation stands: the old one is gone for good.
    private void EndTimeWait(TableEntry predecessor, Timestamp now)
    {
        if (predecessor is StackEntry entry)
        {
            entry.Connection.EndTimeWait(Reason.TimeWaitReplaced, now);
            Settle(entry, now, mayTransmit: false);
        }
        else if (predecessor is TimeWaitRecord { IsInTimeWait: true } record)
        {
            End(record);
        }
    }
}
