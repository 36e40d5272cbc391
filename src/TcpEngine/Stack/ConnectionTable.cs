using System.Diagnostics.CodeAnalysis;

namespace TcpEngine;

/// <summary>
/// The connections of a stack by their keys. The chains are in the entries. Where one belongs is decided by SipHash with a key that only this host knows: nobody can choose ports that
/// all fall into one chain.
/// </summary>
internal sealed class ConnectionTable
{
    private const int SmallestSize = 16;

    private readonly byte[] _hashKey = new byte[SipHash.KeySize];
    private TableEntry?[] _chains = new TableEntry?[SmallestSize]; // as many as a power of two

    /// <summary>Creates an empty table.</summary>
    /// <param name="secret">The host's secret.</param>
    public ConnectionTable(ulong secret) => SecretHash.Fill(_hashKey, secret, SecretHashPurpose.ConnectionTable);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>All entries, in no order.</summary>
    public IEnumerable<TableEntry> Entries
    {
        get
        {
            foreach (TableEntry? chain in _chains)
            {
                for (TableEntry? entry = chain; entry is not null; entry = entry.NextInChain)
                {
                    yield return entry;
                }
            }
        }
    }

    /// <summary>Finds the entry of a connection.</summary>
    public bool TryFind(in ConnectionKey key, [NotNullWhen(true)] out TableEntry? entry)
    {
        uint hash = HashOf(key);
        for (entry = ChainOf(hash); entry is not null; entry = entry.NextInChain)
        {
            if (entry.KeyHash == hash && entry.Key == key)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds an entry whose connection's key is not in the table.</summary>
    public void Add(TableEntry entry)
    {
        if (Count == _chains.Length)
        {
            Grow();
        }

        Count++;
        entry.KeyHash = HashOf(entry.Key);
        Link(entry);
    }

    /// <summary>Takes an entry out; false where it was not in the table.</summary>
    public bool Remove(TableEntry entry)
    {
        ref TableEntry? link = ref ChainOf(entry.KeyHash);
        while (link != entry)
        {
            if (link is null)
            {
                return false;
            }

            link = ref link.NextInChain;
        }

        link = entry.NextInChain;
        entry.NextInChain = null;
        Count--;
        return true;
    }

    /// <summary>All entries, the oldest connection first.</summary>
    public TableEntry[] ToArray()
    {
        TableEntry[] entries = new TableEntry[Count];
        int count = 0;
        foreach (TableEntry? chain in _chains)
        {
            for (TableEntry? entry = chain; entry is not null; entry = entry.NextInChain)
            {
                entries[count++] = entry;
            }
        }

        Array.Sort(entries, (left, right) => left.Order.CompareTo(right.Order));
        return entries;
    }

    private uint HashOf(in ConnectionKey key)
    {
        Span<byte> bytes = stackalloc byte[ConnectionKey.Size];
        key.CopyTo(bytes);
        return (uint)SipHash.Compute(_hashKey, bytes);
    }

    private ref TableEntry? ChainOf(uint hash) => ref _chains[hash & (uint)(_chains.Length - 1)];

    private void Link(TableEntry entry)
    {
        ref TableEntry? chain = ref ChainOf(entry.KeyHash);
        entry.NextInChain = chain;
        chain = entry;
    }

    private void Grow()
    {
        TableEntry?[] chains = _chains;
        _chains = new TableEntry?[chains.Length * 2];
        foreach (TableEntry? chain in chains)
        {
            TableEntry? rest = chain;
            while (rest is { } entry)
            {
                rest = entry.NextInChain;
                Link(entry);
            }
        }
    }
}
