using System.Globalization;
using Capture.Annotating;
using TcpEngine;

namespace Extcap.Lab;

/// <summary>
/// Draws a run as teachers do on the board: A on the left, B on the right, time downwards, an arrow for each segment with what it carries, and beside each end
/// its state and the reason for what it does.
/// </summary>
internal sealed class Ladder(TextWriter output, bool isWhole) : IEngineObserver
{
    private const int TimeWidth = 11;
    private const int StateWidth = 13;
    private const int ArrowWidth = 44;
    private const int SegmentsDrawn = 40; // of a long transfer, where not all are wanted

    private readonly Dictionary<string, TcpState> _states = new() { ["A"] = TcpState.Closed, ["B"] = TcpState.Closed };
    private readonly Dictionary<string, SequenceNumber> _initial = [];
    private int _segments;
    private int _hidden;

    /// <summary>Writes what it is about.</summary>
    public void Begin(Scenario scenario)
    {
        output.WriteLine($"{scenario.Name}: {scenario.Title}");
        output.WriteLine(scenario.Story);
        output.WriteLine();
        output.WriteLine($"{"time (s)",TimeWidth}  {"A, client".PadLeft(StateWidth)} {"".PadLeft(ArrowWidth + 2)} {"B, server"}");
    }

    /// <inheritdoc/>
    public void Observe(in EngineEvent e)
    {
        switch (e.Kind)
        {
            case EngineEventKind.SegmentSent:
                DrawSent(e);
                break;
            case EngineEventKind.LinkFault:
                Arrow(e, $"{DescribeSegment(e)} x", ReasonText.Of(e.Reason).ToString(), isBroken: true);
                break;
            case EngineEventKind.SegmentReceived when e.StateBefore == e.StateAfter:
                break; // drawn where it left
            case EngineEventKind.ApplicationCall when e.Call is ApplicationCall.Receive:
                break;
            case EngineEventKind.ApplicationNotice when e.Notice is ApplicationNotice.DataAvailable or ApplicationNotice.SendBufferSpace:
                break;
            default:
                if (_hidden == 0 || e.StateBefore != e.StateAfter)
                {
                    Note(e);
                }

                break;
        }
    }

    /// <summary>Writes how it ended.</summary>
    public void End(ScenarioResult result)
    {
        TellHidden();
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(result.IsComplete ? "Ended" : "Stopped at the limit")} after {result.Duration.TotalSeconds:0.000} s of virtual time, {result.PacketsDelivered} packets delivered."));
        output.WriteLine($"A: {Describe(result.A)}");
        output.WriteLine($"B: {Describe(result.B)}");
    }

    private static string Describe(ScenarioHostResult host)
    {
        string failure = host.Failure switch
        {
            TcpFailure.None => host.WasConnected ? "no failure" : "never connected",
            TcpFailure.Refused => "connection refused",
            TcpFailure.Reset => "connection reset",
            TcpFailure.TimedOut => "connection timed out",
            TcpFailure.Aborted => "aborted",
            _ => throw new ArgumentOutOfRangeException(nameof(host), host.Failure, "This value is no failure."),
        };
        return string.Create(
            CultureInfo.InvariantCulture, $"{host.BytesSent} bytes sent, {host.BytesReceived} received{(host.IsIntact ? "" : ", DAMAGED")}, {failure}");
    }

    private static string Time(Timestamp time) => (time.Nanoseconds / 1e9).ToString("0.000000", CultureInfo.InvariantCulture).PadLeft(TimeWidth);

    private void DrawSent(in EngineEvent e)
    {
        if (e.HasSnapshot)
        {
            _initial[e.Endpoint] = e.Snapshot.InitialSendSequence;
        }

        bool isPlain = e is { Retransmissions: 0, Reason: Reason.NewData or Reason.AckEverySecondSegment or Reason.AckDelayExpired or Reason.WindowUpdateSent };
        if (isPlain && !isWhole && _segments >= SegmentsDrawn)
        {
            _hidden++;
            return;
        }

        _segments++;
        TellHidden();
        Arrow(e, DescribeSegment(e), (e.Retransmissions > 0 ? "again: " : "") + ReasonText.Of(e.Reason), isBroken: false);
    }

    private void TellHidden()
    {
        if (_hidden > 0)
        {
            output.WriteLine($"{"",TimeWidth}  {"",StateWidth} ... {_hidden} more segments like these (--all draws them) ...");
            _hidden = 0;
        }
    }

    private void Arrow(in EngineEvent e, string label, string text, bool isBroken)
    {
        bool toRight = e.Endpoint[0] == 'A';
        string shown = $" {label} ";
        shown = shown.Length > ArrowWidth - 4 ? shown[..(ArrowWidth - 4)] : shown;
        int before = (ArrowWidth - 1 - shown.Length) / 2;
        int after = ArrowWidth - 1 - shown.Length - before;
        string arrow = (toRight, isBroken) switch
        {
            (true, false) => new string('-', before) + shown + new string('-', after) + ">",
            (true, true) => new string('-', before) + shown + new string(' ', after + 1),
            (false, false) => "<" + new string('-', before) + shown + new string('-', after),
            (false, true) => new string(' ', before + 1) + shown + new string('-', after),
        };
        output.WriteLine($"{Time(e.Time)}  {State("A").PadLeft(StateWidth)} |{arrow}| {State("B").PadRight(StateWidth)} {text}");
    }

    private void Note(in EngineEvent e)
    {
        if (e.Endpoint is "A" or "B" && e.StateAfter != e.StateBefore)
        {
            _states[e.Endpoint] = e.StateAfter;
        }

        string change = e.StateAfter == e.StateBefore ? "" : $"{EventSentence.StateName(e.StateBefore)} -> {EventSentence.StateName(e.StateAfter)}: ";
        string text = $"{e.Endpoint}: {change}{ReasonText.Of(e.Reason)}";
        output.WriteLine($"{Time(e.Time)}  {State("A").PadLeft(StateWidth)} |{new string(' ', ArrowWidth)}| {State("B").PadRight(StateWidth)} {text}");
    }

    private string State(string host) => EventSentence.StateName(_states[host]);

    private string DescribeSegment(in EngineEvent e)
    {
        if (!SegmentReader.TryRead(e.Packet, out Segment segment, out _, out _))
        {
            return "packet";
        }

        string sender = e.Endpoint[..1];
        string receiver = sender == "A" ? "B" : "A";
        string flags = segment.Flags.ToString().ToUpperInvariant().Replace(", ", ",", StringComparison.Ordinal);
        string sequence = Relative(segment.SequenceNumber, sender);
        string acknowledgment = segment.IsAck ? $" ack={Relative(segment.Acknowledgment, receiver)}" : "";
        string length = segment.Payload.Length > 0 ? $" len={segment.Payload.Length}" : "";
        return $"{flags} seq={sequence}{acknowledgment}{length}";
    }

    private string Relative(SequenceNumber number, string host) =>
        _initial.TryGetValue(host, out SequenceNumber initial) ? unchecked(number.Value - initial.Value).ToString(CultureInfo.InvariantCulture) : number.ToString();
}
