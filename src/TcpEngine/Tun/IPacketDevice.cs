namespace TcpEngine;

/// <summary>Something that carries IP packets to and from a host.</summary>
public interface IPacketDevice : IDisposable
{
    /// <summary>The largest packet, in bytes.</summary>
    int Mtu { get; }

    /// <summary>The earliest time at which <see cref="TryRead"/> or <see cref="Write"/> has something to do without anything coming in from outside.</summary>
    Timestamp NextDeadline { get; }

    /// <summary>Takes a packet that has come in.</summary>
    /// <param name="now">The time.</param>
    /// <param name="packet">Room for a packet of the MTU.</param>
    /// <param name="size">The packet's length, in bytes.</param>
    /// <returns>Whether there was one.</returns>
    bool TryRead(Timestamp now, Span<byte> packet, out int size);

    /// <summary>Sends a packet. One that the device has no room for is lost, as on any network.</summary>
    void Write(Timestamp now, ReadOnlySpan<byte> packet);

    /// <summary>Sleeps until a packet comes in, the time is up, or <see cref="Wake"/> is called.</summary>
    void Wait(Duration limit);

    /// <summary>Ends <see cref="Wait"/>. The only call that another thread may make.</summary>
    void Wake();
}
