using System.Numerics;

namespace TcpEngine;

/// <summary>One wheel of a <see cref="DeadlineQueue"/>: 64 slots, in each a list of what waits, or a finer wheel. A wheel of level n tells apart by the nth digit, of six bits, of the deadline, and behind those, of the order.</summary>
internal sealed class DeadlineWheel
{
    /// <summary>The wheel that tells apart what no other can.</summary>
    public const int FinestLevel = OrderLevel + 5;

    private const int Slots = 64;
    private const int DigitBits = 6;
    private const int OrderLevel = 11; // 64 bits are ten digits and four bits
    private const ulong SignBit = 1UL << 63;

    private readonly DeadlineEntry?[] _entries = new DeadlineEntry?[Slots];
    private readonly DeadlineWheel?[] _finer = new DeadlineWheel?[Slots];
    private ulong _occupied;

    /// <summary>Which digit it tells apart by.</summary>
    public int Level { get; set; }

    /// <summary>The wheel in one of whose slots it is; null for the coarsest.</summary>
    public DeadlineWheel? Coarser { get; set; }

    /// <summary>Whether nothing is in it.</summary>
    public bool IsEmpty => _occupied == 0;

    /// <summary>The first slot that is not empty.</summary>
    public int FirstSlot => BitOperations.TrailingZeroCount(_occupied);

    /// <summary>The slot that is an entry's.</summary>
    public int SlotOf(DeadlineEntry entry) => Level < OrderLevel
        ? (int)(((ulong)entry.Deadline.Nanoseconds ^ SignBit) >> (DigitBits * (OrderLevel - 1 - Level))) & (Slots - 1)
        : (int)(entry.Order >> (DigitBits * (FinestLevel - Level))) & (Slots - 1);

    /// <summary>The finer wheel in a slot; null where there is none.</summary>
    public DeadlineWheel? FinerAt(int slot) => _finer[slot];

    /// <summary>The first of the list in a slot; the list has no order.</summary>
    public DeadlineEntry? EntriesAt(int slot) => _entries[slot];

    /// <summary>Puts a finer wheel into a slot, which may be empty for a moment, or takes it out.</summary>
    public void SetFiner(int slot, DeadlineWheel? finer)
    {
        _finer[slot] = finer;
        SetOccupied(slot, finer is not null);
    }

    /// <summary>Sets the first of the list in a slot; null for an empty one.</summary>
    public void SetEntries(int slot, DeadlineEntry? first)
    {
        _entries[slot] = first;
        SetOccupied(slot, first is not null);
    }

    private void SetOccupied(int slot, bool isOccupied) => _occupied = isOccupied ? _occupied | (1UL << slot) : _occupied & ~(1UL << slot);
}
