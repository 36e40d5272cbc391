namespace TcpEngine;

/// <summary>Something that waits for a time in a <see cref="DeadlineQueue"/>; the queue's links are in it.</summary>
internal abstract class DeadlineEntry
{
    /// <summary>Which comes first of those that wait for the same time: the least. No two in a queue have the same.</summary>
    public abstract uint Order { get; }

    /// <summary>What it waits for; <see cref="Timestamp.Never"/> where it is in no queue. The queue sets it.</summary>
    public Timestamp Deadline { get; set; } = Timestamp.Never;

    /// <summary>The next one in the same slot.</summary>
    public DeadlineEntry? NextInSlot { get; set; }

    /// <summary>The one before it in the same slot.</summary>
    public DeadlineEntry? PreviousInSlot { get; set; }

    /// <summary>Whether its time comes first.</summary>
    public bool IsBefore(DeadlineEntry other) => Deadline < other.Deadline || (Deadline == other.Deadline && Order < other.Order);
}
