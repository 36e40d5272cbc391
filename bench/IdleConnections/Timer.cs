using TcpEngine;

namespace IdleConnections;

/// <summary>A timer of the comparison; it can be in both queues.</summary>
internal sealed class Timer(uint order) : DeadlineEntry
{
    /// <inheritdoc/>
    public override uint Order => order;

    /// <summary>Its place in the <see cref="IndexedHeap"/>; -1 where it is not in it.</summary>
    public int Place { get; set; } = -1;

    /// <summary>Its time there.</summary>
    public long Time { get; set; }
}
