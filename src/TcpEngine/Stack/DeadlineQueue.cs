namespace TcpEngine;

/// <summary>
/// What waits for a time, the earliest first: hierarchical timing wheels (Varghese and Lauck, 1987). The first slot that is not empty has the earliest entry; where it holds too many to
/// look through, it gets a wheel of its own, 64 times finer. So an entry is put in, moved and taken out in a number of steps that is limited by the digits of a time, however many
/// there are, and no time is rounded.
/// </summary>
internal sealed class DeadlineQueue
{
    private const int Crowd = 8; // more entries of a slot than that are not looked through, but told apart
    private const int KeptWheels = 256;

    private readonly DeadlineWheel _coarsest = new();
    private readonly Stack<DeadlineWheel> _free = new();
    private DeadlineEntry? _first; // null where it is not known

    /// <summary>How many entries wait.</summary>
    public int Count { get; private set; }

    /// <summary>The earliest deadline.</summary>
    public Timestamp Next => Count == 0 ? Timestamp.Never : First.Deadline;

    /// <summary>The entry with the earliest deadline. There must be one.</summary>
    public DeadlineEntry First => _first ??= FindFirst();

    /// <summary>Sets an entry's deadline; <see cref="Timestamp.Never"/> takes it out.</summary>
    public void Set(DeadlineEntry entry, Timestamp deadline)
    {
        if (entry.Deadline == deadline)
        {
            return;
        }

        if (entry.Deadline.IsSet)
        {
            Remove(entry);
        }

        entry.Deadline = deadline;
        if (deadline.IsSet)
        {
            Add(entry);
        }
    }

    private void Add(DeadlineEntry entry)
    {
        DeadlineWheel wheel = Find(entry, out int slot);
        Link(wheel, slot, entry);
        Count++;
        if (Count == 1 || (_first is not null && entry.IsBefore(_first)))
        {
            _first = entry;
        }
    }

    private void Remove(DeadlineEntry entry)
    {
        Count--;
        _first = _first == entry ? null : _first;
        if (entry.NextInSlot is { } next)
        {
            next.PreviousInSlot = entry.PreviousInSlot;
        }

        if (entry.PreviousInSlot is { } previous)
        {
            previous.NextInSlot = entry.NextInSlot;
        }
        else
        {
            Behead(entry);
        }

        entry.NextInSlot = null;
        entry.PreviousInSlot = null;
    }

    // The wheel, and its slot, that has an entry or is to have it.
    private DeadlineWheel Find(DeadlineEntry entry, out int slot)
    {
        DeadlineWheel wheel = _coarsest;
        slot = wheel.SlotOf(entry);
        while (wheel.FinerAt(slot) is { } finer)
        {
            wheel = finer;
            slot = wheel.SlotOf(entry);
        }

        return wheel;
    }

    // The first of a slot's list goes; where nothing is left in its wheel, that goes too.
    private void Behead(DeadlineEntry entry)
    {
        DeadlineWheel wheel = Find(entry, out int slot);
        wheel.SetEntries(slot, entry.NextInSlot);
        while (wheel.IsEmpty && wheel.Coarser is { } coarser)
        {
            coarser.SetFiner(coarser.SlotOf(entry), null);
            if (_free.Count < KeptWheels)
            {
                _free.Push(wheel);
            }

            wheel = coarser;
        }
    }

    private DeadlineEntry FindFirst()
    {
        DeadlineWheel wheel = _coarsest;
        while (true)
        {
            int slot = wheel.FirstSlot;
            if (wheel.FinerAt(slot) is { } finer || TrySplit(wheel, slot, out finer))
            {
                wheel = finer;
                continue;
            }

            DeadlineEntry first = wheel.EntriesAt(slot)!;
            for (DeadlineEntry? entry = first.NextInSlot; entry is not null; entry = entry.NextInSlot)
            {
                first = entry.IsBefore(first) ? entry : first;
            }

            return first;
        }
    }

    private bool TrySplit(DeadlineWheel wheel, int slot, out DeadlineWheel finer)
    {
        finer = wheel;
        int count = 0;
        for (DeadlineEntry? entry = wheel.EntriesAt(slot); entry is not null && count <= Crowd; entry = entry.NextInSlot)
        {
            count++;
        }

        if (count <= Crowd || wheel.Level == DeadlineWheel.FinestLevel)
        {
            return false;
        }

        if (!_free.TryPop(out DeadlineWheel? fresh))
        {
            fresh = new DeadlineWheel();
        }

        finer = fresh;
        finer.Level = wheel.Level + 1;
        finer.Coarser = wheel;
        DeadlineEntry? rest = wheel.EntriesAt(slot);
        wheel.SetEntries(slot, null);
        wheel.SetFiner(slot, finer);
        while (rest is { } entry)
        {
            rest = entry.NextInSlot;
            Link(finer, finer.SlotOf(entry), entry);
        }

        return true;
    }

    private static void Link(DeadlineWheel wheel, int slot, DeadlineEntry entry)
    {
        DeadlineEntry? next = wheel.EntriesAt(slot);
        entry.PreviousInSlot = null;
        entry.NextInSlot = next;
        if (next is not null)
        {
            next.PreviousInSlot = entry;
        }

        wheel.SetEntries(slot, entry);
    }
}
