using Capture.Annotations;
using TcpCodec;
using TcpEngine;

namespace Capture.Annotating;

/// <summary>Makes the annotation of an event. The message is one, filled anew each time.</summary>
internal sealed class AnnotationBuilder
{
    /// <summary>The sentence of each reason, with its reference.</summary>
    public static readonly string[] ReasonTexts = [.. Enumerable.Range(0, 256).Select(TextOf)];

    /// <summary>The names of all combinations of control bits.</summary>
    public static readonly string[] FlagNames = [.. Enumerable.Range(0, 512).Select(flags => ((TcpFlags)flags).ToString().ToUpperInvariant().Replace(", ", ",", StringComparison.Ordinal))];

    private readonly Annotation _message = new();

    /// <summary>The annotation of an event; valid until the next one.</summary>
    public Annotation Build(in EngineEvent e)
    {
        Annotation message = _message;
        message.Endpoint = e.Endpoint;
        message.Connection = e.ConnectionId;
        message.Event = (Event)e.Kind;
        message.Reason = (Annotations.Reason)e.Reason;
        message.ReasonText = ReasonTexts[(int)e.Reason];
        message.Timer = (Annotations.Timer)e.Timer;
        message.Call = (Call)e.Call;
        message.Notice = (Notice)e.Notice;
        message.RawPacket = Google.Protobuf.ByteString.Empty;
        SetStates(message, e);
        SetAmounts(message, e);
        SetParseError(message, e);
        SetSegment(message, e);
        SetSnapshot(message, e);
        return message;
    }

    private static string TextOf(int reason) => Enum.IsDefined((TcpEngine.Reason)reason) ? ReasonText.Of((TcpEngine.Reason)reason).ToString() : "";

    private static void SetStates(Annotation message, in EngineEvent e)
    {
        if (e.Kind is EngineEventKind.LinkFault or EngineEventKind.PacketInjected)
        {
            message.ClearStateBefore();
            message.ClearStateAfter();
        }
        else
        {
            message.StateBefore = (State)e.StateBefore;
            message.StateAfter = (State)e.StateAfter;
        }
    }

    private static void SetAmounts(Annotation message, in EngineEvent e)
    {
        bool isSegment = e.Kind is EngineEventKind.SegmentSent or EngineEventKind.SegmentReceived;
        if (isSegment || e.Bytes != 0)
        {
            message.Bytes = (ulong)e.Bytes;
        }
        else
        {
            message.ClearBytes();
        }

        if (e.Kind == EngineEventKind.SegmentSent)
        {
            message.Retransmissions = (uint)e.Retransmissions;
        }
        else
        {
            message.ClearRetransmissions();
        }
    }

    private static void SetParseError(Annotation message, in EngineEvent e)
    {
        message.ParseFault = (ParseFault)e.ParseError.Fault;
        message.ParseField = e.ParseError.Field ?? "";
        if (e.ParseError.Fault == HeaderSpec.ParseFault.None)
        {
            message.ClearParseOffset();
        }
        else
        {
            message.ParseOffset = (uint)e.ParseError.Offset;
        }
    }

    private static void SetSegment(Annotation message, in EngineEvent e)
    {
        message.SegFlags = "";
        message.ClearSegSeq();
        message.ClearSegAck();
        message.ClearSegLen();
        if (e.Packet.IsEmpty || !SegmentReader.TryRead(e.Packet, out Segment segment, out _, out _))
        {
            return;
        }

        message.SegFlags = FlagNames[(int)segment.Flags & (FlagNames.Length - 1)];
        message.SegLen = (uint)segment.Payload.Length;
        if (!e.HasSnapshot)
        {
            return;
        }

        bool isSent = e.Kind == EngineEventKind.SegmentSent;
        SequenceNumber ours = e.Snapshot.InitialSendSequence;
        SequenceNumber theirs = e.Snapshot.InitialReceiveSequence;
        message.SegSeq = unchecked(segment.SequenceNumber.Value - (isSent ? ours : theirs).Value);
        if (segment.IsAck)
        {
            message.SegAck = unchecked(segment.Acknowledgment.Value - (isSent ? theirs : ours).Value);
        }
    }

    private static void SetSnapshot(Annotation message, in EngineEvent e)
    {
        if (!e.HasSnapshot)
        {
            SnapshotFields.Clear(message);
            return;
        }

        SnapshotFields.Set(message, e.Snapshot, e.Time);
    }
}
