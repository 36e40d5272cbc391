using Capture.Annotations;
using TcpEngine;

namespace Capture.Annotating;

/// <summary>Copies a connection's variables into an annotation.</summary>
internal static class SnapshotFields
{
    public static void Set(Annotation message, in ConnectionSnapshot snapshot, Timestamp now)
    {
        message.Iss = snapshot.InitialSendSequence.Value;
        message.SndUna = snapshot.SendUnacknowledged.Value;
        message.SndNxt = snapshot.SendNext.Value;
        message.SndWnd = snapshot.SendWindow;
        message.SndWl1 = snapshot.SendWindowUpdateSequence.Value;
        message.SndWl2 = snapshot.SendWindowUpdateAcknowledgment.Value;
        message.SndWindShift = snapshot.SendWindowShift;
        message.SndMss = snapshot.SendMaximumSegmentSize;
        message.Irs = snapshot.InitialReceiveSequence.Value;
        message.RcvNxt = snapshot.ReceiveNext.Value;
        message.RcvWnd = snapshot.ReceiveWindow;
        message.RcvUp = snapshot.ReceiveUrgentPointer.Value;
        message.RcvWindShift = snapshot.ReceiveWindowShift;
        message.Cwnd = snapshot.CongestionWindow;
        message.InFlight = snapshot.FlightSize;
        message.Phase = (Phase)snapshot.Phase;
        message.Recover = snapshot.RecoveryPoint.Value;
        message.DupAcks = (uint)snapshot.DuplicateAcks;
        message.RtoUs = Microseconds(snapshot.RetransmissionTimeout);
        message.Backoff = (uint)snapshot.Backoff;
        message.SendBuffer = snapshot.SendBufferBytes;
        message.ReceiveBuffer = snapshot.ReceiveBufferBytes;
        message.SendBufferSize = snapshot.SendBufferSize;
        message.ReceiveBufferSize = snapshot.ReceiveBufferSize;
        message.OutOfOrder = snapshot.OutOfOrderBytes;
        SetThreshold(message, snapshot.SlowStartThreshold);
        SetRoundTrip(message, snapshot);
        SetTimers(message, snapshot, now);
        if (snapshot.FastOpen == FastOpenState.None)
        {
            message.ClearFastOpen();
        }
        else
        {
            message.FastOpen = (FastOpen)snapshot.FastOpen;
        }

        SetEcn(message, snapshot);
    }

    public static void Clear(Annotation message)
    {
        message.ClearIss();
        message.ClearSndUna();
        message.ClearSndNxt();
        message.ClearSndWnd();
        message.ClearSndWl1();
        message.ClearSndWl2();
        message.ClearSndWindShift();
        message.ClearSndMss();
        message.ClearIrs();
        message.ClearRcvNxt();
        message.ClearRcvWnd();
        message.ClearRcvUp();
        message.ClearRcvWindShift();
        message.ClearCwnd();
        message.ClearSsthresh();
        message.ClearInFlight();
        message.ClearPhase();
        message.ClearRecover();
        message.ClearDupAcks();
        message.ClearSrttUs();
        message.ClearRttvarUs();
        message.ClearRttUs();
        message.ClearRtoUs();
        message.ClearBackoff();
        message.ClearSendBuffer();
        message.ClearReceiveBuffer();
        message.ClearSendBufferSize();
        message.ClearReceiveBufferSize();
        message.ClearOutOfOrder();
        message.ClearRetransmissionTimerUs();
        message.ClearPersistTimerUs();
        message.ClearDelayedAckTimerUs();
        message.ClearTimeWaitTimerUs();
        message.ClearFastOpen();
        message.ClearEcn();
        ClearEcnCounters(message);
    }

    private static void SetEcn(Annotation message, in ConnectionSnapshot snapshot)
    {
        if (snapshot.Ecn == EcnMode.None)
        {
            message.ClearEcn();
        }
        else
        {
            message.Ecn = (Ecn)snapshot.Ecn;
        }

        if (snapshot.Ecn != EcnMode.Accurate)
        {
            ClearEcnCounters(message);
            return;
        }

        message.RCep = snapshot.EcnReceived.CePackets;
        message.RCeb = snapshot.EcnReceived.CeBytes;
        message.RE0B = snapshot.EcnReceived.Ect0Bytes;
        message.RE1B = snapshot.EcnReceived.Ect1Bytes;
        message.SCep = snapshot.EcnDelivered.CePackets;
        message.SCeb = snapshot.EcnDelivered.CeBytes;
        message.SE0B = snapshot.EcnDelivered.Ect0Bytes;
        message.SE1B = snapshot.EcnDelivered.Ect1Bytes;
    }

    private static void ClearEcnCounters(Annotation message)
    {
        message.ClearRCep();
        message.ClearRCeb();
        message.ClearRE0B();
        message.ClearRE1B();
        message.ClearSCep();
        message.ClearSCeb();
        message.ClearSE0B();
        message.ClearSE1B();
    }

    private static ulong Microseconds(Duration duration) => (ulong)Math.Max(0, duration.Nanoseconds / 1000);

    private static void SetThreshold(Annotation message, uint threshold)
    {
        if (threshold == uint.MaxValue)
        {
            message.ClearSsthresh();
        }
        else
        {
            message.Ssthresh = threshold;
        }
    }

    private static void SetRoundTrip(Annotation message, in ConnectionSnapshot snapshot)
    {
        if (snapshot.LatestRoundTripTime == Duration.Zero)
        {
            message.ClearSrttUs();
            message.ClearRttvarUs();
            message.ClearRttUs();
            return;
        }

        message.SrttUs = Microseconds(snapshot.SmoothedRoundTripTime);
        message.RttvarUs = Microseconds(snapshot.RoundTripTimeVariation);
        message.RttUs = Microseconds(snapshot.LatestRoundTripTime);
    }

    private static void SetTimers(Annotation message, in ConnectionSnapshot snapshot, Timestamp now)
    {
        if (snapshot.RetransmissionDeadline.IsSet)
        {
            message.RetransmissionTimerUs = Microseconds(snapshot.RetransmissionDeadline - now);
        }
        else
        {
            message.ClearRetransmissionTimerUs();
        }

        if (snapshot.PersistDeadline.IsSet)
        {
            message.PersistTimerUs = Microseconds(snapshot.PersistDeadline - now);
        }
        else
        {
            message.ClearPersistTimerUs();
        }

        if (snapshot.DelayedAckDeadline.IsSet)
        {
            message.DelayedAckTimerUs = Microseconds(snapshot.DelayedAckDeadline - now);
        }
        else
        {
            message.ClearDelayedAckTimerUs();
        }

        if (snapshot.TimeWaitDeadline.IsSet)
        {
            message.TimeWaitTimerUs = Microseconds(snapshot.TimeWaitDeadline - now);
        }
        else
        {
            message.ClearTimeWaitTimerUs();
        }
    }
}
