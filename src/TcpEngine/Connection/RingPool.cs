using System.Numerics;

namespace TcpEngine;

/// <summary>Memory for rings, in powers of two, given back by who has nothing in them: so a connection at rest holds none, and one at work allocates nothing. Not thread-safe.</summary>
/// <param name="smallest">The least number of elements that is worth a ring: a power of two.</param>
/// <param name="limit">How many elements are kept in all; what is given back beyond that is left to the garbage collector.</param>
internal sealed class RingPool<T>(int smallest, int limit)
{
    private readonly Stack<T[]>[] _free = [.. Enumerable.Range(0, 31).Select(_ => new Stack<T[]>())];
    private int _kept;

    /// <summary>Gives a ring of at least so many elements; what is in it means nothing.</summary>
    public T[] Rent(int size)
    {
        int rounded = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(size, smallest));
        if (!_free[BitOperations.Log2((uint)rounded)].TryPop(out T[]? ring))
        {
            return new T[rounded];
        }

        _kept -= ring.Length;
        return ring;
    }

    /// <summary>Takes a ring back; an empty one, which nobody has rented, is no ring.</summary>
    public void Return(T[] ring)
    {
        if (ring.Length > 0 && ring.Length <= limit - _kept)
        {
            _kept += ring.Length;
            _free[BitOperations.Log2((uint)ring.Length)].Push(ring);
        }
    }
}
