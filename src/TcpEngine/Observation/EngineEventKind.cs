namespace TcpEngine;

/// <summary>What kind of thing happened.</summary>
public enum EngineEventKind : byte
{
    /// <summary>The endpoint sent a segment. <see cref="EngineEvent.Packet"/> holds it.</summary>
    SegmentSent = 1,

    /// <summary>The endpoint took a segment in. <see cref="EngineEvent.Packet"/> holds it; states are those before and after its processing.</summary>
    SegmentReceived = 2,

    /// <summary>The endpoint, or the stack before it, threw a packet away. <see cref="EngineEvent.Packet"/> holds it.</summary>
    SegmentDropped = 3,

    /// <summary>A timer ran out. <see cref="EngineEvent.Timer"/> says which.</summary>
    TimerExpired = 4,

    /// <summary>The application called the endpoint. <see cref="EngineEvent.Call"/> says how.</summary>
    ApplicationCall = 5,

    /// <summary>The endpoint told the application something. <see cref="EngineEvent.Notice"/> says what.</summary>
    ApplicationNotice = 6,

    /// <summary>The sender's congestion control or loss recovery decided something between segments.</summary>
    CongestionDecision = 7,

    /// <summary>A link, or a router, lost, marked, repeated, changed or held back a packet, which <see cref="EngineEvent.Packet"/> holds; or a host died or came back. Only a simulation knows.</summary>
    LinkFault = 8,

    /// <summary>A packet was sent that is of no endpoint's TCP: forged, an old duplicate, or a router's. <see cref="EngineEvent.Packet"/> holds it. Only a simulation knows.</summary>
    PacketInjected = 9,

    /// <summary>A buffer has grown with what the path carries. <see cref="EngineEvent.Bytes"/> says by how much; the snapshot has its size.</summary>
    BufferGrown = 10,
}
