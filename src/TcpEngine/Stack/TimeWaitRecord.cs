namespace TcpEngine;

/// <summary>A connection in TIME-WAIT of which nobody wants anything any more: its application is done with it, nobody watches. Its deadline is the end of the wait.</summary>
internal sealed class TimeWaitRecord(in ConnectionKey key, uint order, in TimeWait rest) : TableEntry
{
    /// <summary>What answers.</summary>
    public TimeWait Rest = rest;

    /// <inheritdoc/>
    public override ConnectionKey Key { get; } = key;

    /// <inheritdoc/>
    public override uint Order => order;

    /// <inheritdoc/>
    public override SequenceNumber SendNext => Rest.SendNext;

    /// <inheritdoc/>
    public override bool IsInTimeWait => Deadline.IsSet;

    /// <inheritdoc/>
    public override bool IsOlderThan(in Segment syn, Timestamp now) => Rest.IsOlderThan(syn, now);
}
