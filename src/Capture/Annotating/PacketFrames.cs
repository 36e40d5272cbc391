namespace Capture.Annotating;

/// <summary>Which packets become frames of their own. The others' annotations become event frames, so that each packet is in the capture once.</summary>
public enum PacketFrames
{
    /// <summary>Those that an observed endpoint sends: for a link both of whose ends are observed.</summary>
    Sent,

    /// <summary>Those that it sends and those that it receives: for a device on which one endpoint is observed.</summary>
    SentAndReceived,
}
