namespace IdleConnections;

/// <summary>What the timing wheels are compared with: a binary heap in which each timer knows its place, as .NET's <see cref="PriorityQueue{TElement, TPriority}"/> cannot take one out in less than n steps.</summary>
internal sealed class IndexedHeap
{
    private readonly List<Timer> _heap = [];

    /// <summary>The earliest.</summary>
    public Timer First => _heap[0];

    /// <summary>Sets a timer's time.</summary>
    public void Set(Timer timer, long time)
    {
        timer.Time = time;
        if (timer.Place < 0)
        {
            timer.Place = _heap.Count;
            _heap.Add(timer);
        }

        Restore(timer);
    }

    /// <summary>Takes a timer out.</summary>
    public void Remove(Timer timer)
    {
        int place = timer.Place;
        timer.Place = -1;
        Timer last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        if (last != timer)
        {
            Put(last, place);
            Restore(last);
        }
    }

    private void Restore(Timer timer)
    {
        int place = timer.Place;
        for (int parent = (place - 1) / 2; place > 0 && IsBefore(timer, _heap[parent]); parent = (place - 1) / 2)
        {
            Put(_heap[parent], place);
            place = parent;
        }

        for (int child = (2 * place) + 1; child < _heap.Count; child = (2 * place) + 1)
        {
            child += child + 1 < _heap.Count && IsBefore(_heap[child + 1], _heap[child]) ? 1 : 0;
            if (!IsBefore(_heap[child], timer))
            {
                break;
            }

            Put(_heap[child], place);
            place = child;
        }

        Put(timer, place);
    }

    private void Put(Timer timer, int place)
    {
        _heap[place] = timer;
        timer.Place = place;
    }

    private static bool IsBefore(Timer left, Timer right) => left.Time < right.Time || (left.Time == right.Time && left.Order < right.Order);
}
