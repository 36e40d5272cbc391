namespace Extcap.Dissecting;

/// <summary>What is done with each packet of a capture.</summary>
internal interface IPacketOutput
{
    void Write(in PacketAtHand packet);
}
