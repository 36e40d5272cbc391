using System.Collections.Concurrent;

namespace TcpEngine.Tests.Sockets;

/// <summary>One end of a cable between two hosts in one process, in real time.</summary>
internal sealed class PacketPipe : IPacketDevice
{
    private readonly ConcurrentQueue<byte[]> _arrived = new();
    private readonly SemaphoreSlim _wake = new(0);
    private PacketPipe? _peer;

    private PacketPipe()
    {
    }

    public int Mtu => 1500;

    public Timestamp NextDeadline => Timestamp.Never;

    /// <summary>Whether what is sent is lost.</summary>
    public volatile bool IsCut;

    public static (PacketPipe Left, PacketPipe Right) Create()
    {
        PacketPipe left = new();
        PacketPipe right = new() { _peer = left };
        left._peer = right;
        return (left, right);
    }

    public bool TryRead(Timestamp now, Span<byte> packet, out int size)
    {
        bool isThere = _arrived.TryDequeue(out byte[]? bytes);
        size = isThere ? bytes!.Length : 0;
        bytes?.CopyTo(packet);
        return isThere;
    }

    public void Write(Timestamp now, ReadOnlySpan<byte> packet)
    {
        if (!IsCut)
        {
            _peer!._arrived.Enqueue(packet.ToArray());
            _peer.Wake();
        }
    }

    public void Wait(Duration limit) => _wake.Wait((int)Math.Clamp(limit.Nanoseconds / 1_000_000, 1, 1000));

    public void Wake()
    {
        if (_wake.CurrentCount == 0)
        {
            _wake.Release();
        }
    }

    public void Dispose() => _wake.Dispose();
}
