namespace TcpEngine;

/// <summary>The packets that wait for a link that has a rate: first in, first out, and no more than fit.</summary>
internal sealed class LinkQueue
{
    private readonly Queue<QueuedPacket> _packets = new();

    /// <summary>How many wait.</summary>
    public int Count => _packets.Count;

    /// <summary>How many bytes wait.</summary>
    public int Bytes { get; private set; }

    /// <summary>Whether there is room for one more packet.</summary>
    public bool HasRoom(int length, LinkSettings settings) =>
        _packets.Count < settings.QueueLimit && (settings.QueueByteLimit == 0 || Bytes + length <= settings.QueueByteLimit);

    /// <summary>Takes a packet.</summary>
    public void Enqueue(in QueuedPacket packet)
    {
        _packets.Enqueue(packet);
        Bytes += packet.Length;
    }

    /// <summary>Gives the packet that waits longest.</summary>
    public bool TryDequeue(out QueuedPacket packet)
    {
        bool isThere = _packets.TryDequeue(out packet);
        Bytes -= packet.Length;
        return isThere;
    }
}

/// <summary>A packet that waits: a buffer of the simulation, how much of it the packet is, and since when.</summary>
internal readonly record struct QueuedPacket(byte[] Buffer, int Length, Timestamp Since);
