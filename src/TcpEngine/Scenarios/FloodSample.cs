namespace TcpEngine;

/// <summary>
/// Tells of a flood by a sample: the first packets, where the listener's backlog fills, those at its limit, and then each ten-thousandth. All are alike, and nobody reads 300,000 frames.
/// </summary>
internal sealed class FloodSample(IEngineObserver observer) : IEngineObserver
{
    private const int First = 8;
    private const int AroundBacklog = 4;
    private const int DefaultBacklog = 128;
    private const int Step = 10_000;

    /// <summary>How many events were not told of.</summary>
    public long Hidden { get; private set; }

    public void Observe(in EngineEvent e)
    {
        int index = SynFlood.IndexOf(e.Key.Remote.Address);
        if (index < 0 && e.Kind is EngineEventKind.PacketInjected or EngineEventKind.LinkFault && PacketAddresses.TryRead(e.Packet, out IpAddress source, out IpAddress destination))
        {
            index = Math.Max(SynFlood.IndexOf(source), SynFlood.IndexOf(destination));
        }

        if (index < First || Math.Abs(index - DefaultBacklog) < AroundBacklog || index % Step == 0)
        {
            observer.Observe(e);
        }
        else
        {
            Hidden++;
        }
    }
}
