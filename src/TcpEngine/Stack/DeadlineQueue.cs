namespace TcpEngine;

/// <summary>The connections that wait for a time, the earliest first: a binary heap in which each entry knows its place.</summary>
internal sealed class DeadlineQueue
{
    private readonly List<StackEntry> _heap = [];

    /// <summary>The earliest deadline.</summary>
    public Timestamp Next => _heap.Count == 0 ? Timestamp.Never : _heap[0].Deadline;

    /// <summary>The entry with the earliest deadline.</summary>
    public StackEntry First => _heap[0];

    /// <summary>Sets an entry's deadline; <see cref="Timestamp.Never"/> takes it out.</summary>
    public void Set(StackEntry entry, Timestamp deadline)
    {
        if (entry.Deadline == deadline)
        {
            return;
        }

        entry.Deadline = deadline;
        if (!deadline.IsSet)
        {
            Remove(entry);
        }
        else
        {
            if (entry.QueueIndex < 0)
            {
                entry.QueueIndex = _heap.Count;
                _heap.Add(entry);
            }

            Restore(entry);
        }
    }

    private static bool IsBefore(StackEntry left, StackEntry right) =>
        left.Deadline < right.Deadline || (left.Deadline == right.Deadline && left.Connection.Id < right.Connection.Id);

    private void Remove(StackEntry entry)
    {
        int index = entry.QueueIndex;
        if (index < 0)
        {
            return;
        }

        entry.QueueIndex = -1;
        StackEntry last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        if (last != entry)
        {
            Place(last, index);
            Restore(last);
        }
    }

    private void Restore(StackEntry entry)
    {
        int index = entry.QueueIndex;
        while (index > 0 && IsBefore(entry, _heap[(index - 1) / 2]))
        {
            Place(_heap[(index - 1) / 2], index);
            index = (index - 1) / 2;
        }

        while ((2 * index) + 1 < _heap.Count)
        {
            int child = (2 * index) + 1;
            if (child + 1 < _heap.Count && IsBefore(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!IsBefore(_heap[child], entry))
            {
                break;
            }

            Place(_heap[child], index);
            index = child;
        }

        Place(entry, index);
    }

    private void Place(StackEntry entry, int index)
    {
        _heap[index] = entry;
        entry.QueueIndex = index;
    }
}
