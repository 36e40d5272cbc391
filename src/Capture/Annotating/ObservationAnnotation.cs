using Capture.Annotations;
using TcpCodec;
using TcpEngine.Inference;

namespace Capture.Annotating;

/// <summary>Makes the annotation of what was inferred from a captured segment. The message is one, filled anew each time; what is not known is absent.</summary>
internal sealed class ObservationAnnotation
{
    private readonly Annotation _message = new() { Event = Event.SegmentSent, Origin = Origin.Inferred };

    /// <summary>The annotation; valid until the next one.</summary>
    public Annotation Build(in SegmentObservation seen)
    {
        Annotation message = _message;
        ObservedEnd sender = seen.Sender;
        ObservedEnd receiver = seen.Receiver;
        message.Endpoint = EndpointNames.Of(sender.Endpoint);
        message.Connection = seen.Connection.Id;
        message.Reason = (Reason)seen.Reason;
        message.ReasonText = AnnotationBuilder.ReasonTexts[(int)seen.Reason];
        message.Bytes = seen.PayloadLength;
        SetStates(message, seen);
        SetSegment(message, seen);
        SnapshotFields.Clear(message);
        message.ClearCwndLeast();
        if (seen.IsApplied)
        {
            SetSending(message, sender, receiver);
            SetReceiving(message, sender, receiver);
        }

        return message;
    }

    private static void SetStates(Annotation message, in SegmentObservation seen)
    {
        message.ClearStateBefore();
        message.ClearStateAfter();
        message.ClearPeerState();
        message.ClearRetransmissions();
        if (seen.StateBefore is { } before)
        {
            message.StateBefore = (State)before;
        }

        if (seen.StateAfter is { } after)
        {
            message.StateAfter = (State)after;
        }

        if (seen.Receiver.State is { } peer)
        {
            message.PeerState = (State)peer;
        }

        if (seen.Retransmissions is { } again)
        {
            message.Retransmissions = (uint)again;
        }
    }

    private static void SetSegment(Annotation message, in SegmentObservation seen)
    {
        message.SegFlags = AnnotationBuilder.FlagNames[(int)seen.Flags & (AnnotationBuilder.FlagNames.Length - 1)];
        message.SegLen = seen.PayloadLength;
        message.SegSeq = unchecked(seen.SequenceNumber.Value - seen.Sender.Initial.Value);
        message.ClearSegAck();
        if ((seen.Flags & TcpFlags.Ack) != 0 && seen.Receiver.HasSent)
        {
            message.SegAck = unchecked(seen.Acknowledgment.Value - seen.Receiver.Initial.Value);
        }
    }

    private static void SetSending(Annotation message, ObservedEnd sender, ObservedEnd receiver)
    {
        message.SndNxt = sender.Next.Value;
        message.DupAcks = (uint)sender.DuplicateAcks;
        if (sender.HasSyn)
        {
            message.Iss = sender.Initial.Value;
        }

        if (sender.Unacknowledged is { } oldest)
        {
            message.SndUna = oldest.Value;
        }

        if (sender.InFlight is { } inFlight)
        {
            message.InFlight = inFlight;
        }

        if (sender.CongestionWindowBound is { } bound)
        {
            message.CwndLeast = bound;
        }

        if (receiver.Window is { } window)
        {
            message.SndWnd = window;
        }

        if (receiver.WindowShift is { } shift)
        {
            message.SndWindShift = shift;
        }

        if (receiver.MaximumSegmentSize > 0)
        {
            message.SndMss = receiver.MaximumSegmentSize;
        }

        if (sender.RoundTrip is { Count: > 0 } roundTrip)
        {
            message.RttUs = (ulong)(roundTrip.Latest.Nanoseconds / 1000);
            message.SrttUs = (ulong)(roundTrip.Smoothed.Nanoseconds / 1000);
            message.RttvarUs = (ulong)(roundTrip.Variation.Nanoseconds / 1000);
        }
    }

    private static void SetReceiving(Annotation message, ObservedEnd sender, ObservedEnd receiver)
    {
        if (receiver.HasSyn)
        {
            message.Irs = receiver.Initial.Value;
        }

        if (sender.HasAcknowledged)
        {
            message.RcvNxt = sender.Acknowledged.Value;
        }

        if (sender.Window is { } window)
        {
            message.RcvWnd = window;
        }

        if (sender.WindowShift is { } shift)
        {
            message.RcvWindShift = shift;
        }
    }
}
