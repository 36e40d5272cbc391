namespace TcpEngine;

/// <summary>
/// Why something happened. <see cref="ReasonText"/> says each in one sentence and names the RFC section that it comes from.
/// The numbers stand in capture files: a value is never reused.
/// </summary>
public enum Reason : byte
{
#pragma warning disable CS1591 // ReasonText is their documentation, and a test sees that none lacks it.
    None = 0,

    // What the application did, and was told.
    ApplicationOpenedPassive = 1,
    ApplicationOpenedActive = 2,
    ApplicationSent = 3,
    ApplicationReceived = 4,
    ApplicationClosed = 5,
    ApplicationAborted = 6,
    ConnectionEstablished = 7,
    DataReady = 8,
    SendBufferRoom = 9,
    PeerFinished = 10,
    ConnectionClosed = 11,
    ConnectionReset = 12,
    ConnectionRefused = 13,
    ConnectionTimedOut = 14,

    // Why a segment was sent.
    SynToOpen = 20,
    SynAckToAccept = 21,
    AckOfSynAck = 22,
    NewData = 23,
    FinAfterData = 24,
    AckEverySecondSegment = 25,
    AckDelayExpired = 26,
    AckOutOfOrder = 27,
    AckFillsGap = 28,
    AckOfFin = 29,
    AckOfDuplicate = 30,
    AckOfUnacceptable = 31,
    AckOfUnsent = 32,
    WindowUpdateSent = 34,
    RetransmissionTimeout = 35,
    FastRetransmit = 36,
    PartialAckRetransmit = 37,
    ZeroWindowProbe = 38,
    ChallengeAck = 40,
    ResetToAbort = 41,
    ResetNoConnection = 42,
    ResetUnacceptableAck = 43,
    GoBackRetransmit = 45,
    WindowOpenedRetransmit = 46,
    AckOfProbe = 47,
    SillyWindowOverride = 48,

    // What a received segment did.
    SynAccepted = 60,
    SynAckAccepted = 61,
    SimultaneousSyn = 62,
    HandshakeCompleted = 63,
    DataInOrder = 64,
    DataOutOfOrder = 65,
    DataDuplicate = 66,
    DataBeyondWindow = 67,
    AckAdvanced = 68,
    AckDuplicate = 69,
    AckOld = 70,
    WindowUpdateReceived = 71,
    FinReceived = 72,
    FinAcknowledged = 73,
    ResetReceived = 74,
    ZeroWindowProbeReceived = 75,
    KeepAliveReceived = 76,
    ReturnToListen = 77,

    // Why a packet was thrown away.
    IpMalformed = 90,
    IpChecksumWrong = 91,
    NotForThisHost = 92,
    ProtocolUnknown = 93,
    FragmentUnsupported = 94,
    TcpMalformed = 95,
    TcpChecksumWrong = 96,
    NoConnection = 97,
    OutsideWindow = 98,
    AckUnacceptable = 99,
    AckMissing = 100,
    TimestampOld = 101,
    ResetUnacceptable = 102,
    SynInWindow = 103,
    BacklogFull = 105,
    MulticastOrBroadcast = 106,
    TimestampMissing = 107,
    ResetInTimeWait = 108,
    SourceInvalid = 109,
    SynOldInTimeWait = 110,

    // What ran out.
    RetransmissionTimerExpired = 120,
    PersistTimerExpired = 121,
    DelayedAckTimerExpired = 122,
    TimeWaitExpired = 123,
    SillyWindowTimerExpired = 124,
    TimeWaitReplaced = 125,
    RetransmissionsExhausted = 127,

    // What congestion control decided.
    EnterFastRecovery = 140,
    LeaveFastRecovery = 141,
    EnterTimeoutRecovery = 142,
    LeaveTimeoutRecovery = 143,

    // What a simulated link did.
    LinkLost = 160,
    LinkDuplicated = 161,
    LinkReordered = 162,
    LinkCorrupted = 163,
    LinkQueueFull = 164,
    LinkScriptedLoss = 165,
#pragma warning restore CS1591
}
