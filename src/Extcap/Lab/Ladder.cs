using System.Globalization;
using Capture.Annotating;
using TcpEngine;

namespace Extcap.Lab;

/// <summary>
/// Draws a run as teachers do on the board: a lane for each host, time downwards, an arrow for each segment with what it carries, and beside it the reason for what
/// was done. Of a long run it draws the beginning, and what is out of the ordinary with a little of what follows.
/// </summary>
internal sealed class Ladder(TextWriter output, bool isWhole) : IEngineObserver
{
    private const string Attacker = "attacker";
    private const int DrawnAtFirst = 40;    // plain segments
    private const int DrawnAfterEvent = 6;  // of those that follow something out of the ordinary
    private const int MishapsOfAKind = 12;  // with the same reason
    private const int OthersOfAKind = 40;

    private readonly PacketLabel _labels = new();
    private readonly Dictionary<IpAddress, string> _hostsByAddress = [];
    private readonly HashSet<string> _attackers = [];
    private readonly Dictionary<(EngineEventKind, Reason), int> _drawn = [];
    private readonly Dictionary<string, uint> _newest = []; // of each host's connections: its state is shown
    private LadderLanes _lanes = new([]);
    private string _lastSender = ""; // whose application called SEND last, if nothing else was drawn since
    private int _budget = DrawnAtFirst;
    private int _hidden;

    /// <summary>Writes what it is about.</summary>
    public void Begin(Scenario scenario)
    {
        ScenarioNode[] hosts = [.. scenario.Nodes.Where(node => !node.IsRouter)];
        _lanes = new LadderLanes([.. hosts.Select(host => host.Name)]);
        foreach (ScenarioNode host in hosts)
        {
            foreach (string address in host.Addresses)
            {
                _hostsByAddress[IpAddress.Parse(address)] = host.Name;
            }
        }

        output.WriteLine($"{scenario.Name}: {scenario.Title}");
        output.WriteLine(scenario.Story);
        output.WriteLine();
        string[] roles = [.. hosts.Select((host, i) => RoleOf(scenario, host.Name, i))];
        _attackers.UnionWith(hosts.Where((_, i) => roles[i] == Attacker).Select(host => host.Name));
        output.WriteLine(_lanes.Head([.. hosts.Select((host, i) => $"{host.Name}, {roles[i]}")]));
    }

    /// <inheritdoc/>
    public void Observe(in EngineEvent e)
    {
        _labels.Learn(e);
        if (IsMoreOfTheSame(e))
        {
            return;
        }

        switch (e.Kind)
        {
            case EngineEventKind.SegmentSent:
                DrawSent(e);
                break;
            case EngineEventKind.PacketInjected:
                Unusual();
                Arrow(e, _lanes.LaneOf(e.Endpoint), "", isLost: false);
                break;
            case EngineEventKind.LinkFault when e.Packet.IsEmpty:
                Unusual();
                Crash(e);
                break;
            case EngineEventKind.LinkFault:
                Unusual();
                Arrow(e, _lanes.LaneOf(e.Endpoint.Split("->")[0]), "", IsLost(e.Reason));
                break;
            case EngineEventKind.SegmentReceived when e.StateBefore == e.StateAfter && !IsTold(e.Reason):
                break; // drawn where it left
            case EngineEventKind.ApplicationCall when e.Call is ApplicationCall.Receive:
                break;
            case EngineEventKind.ApplicationNotice when e.Notice is ApplicationNotice.DataAvailable or ApplicationNotice.SendBufferSpace:
                break;
            case EngineEventKind.TimerExpired when e.Timer == TimerKind.DelayedAck && _budget == 0 && !isWhole:
                break;
            default:
                Unusual();
                Note(e);
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
        if (result.EventsHidden > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.EventsHidden} events of the flood are like those that were shown, and were not."));
        }

        foreach (ScenarioHostResult host in result.Hosts.Where(host => !_attackers.Contains(host.Name)))
        {
            output.WriteLine($"{host.Name}: {Describe(host)}");
        }
    }

    private static string RoleOf(Scenario scenario, string host, int index)
    {
        bool Does(params ScenarioActionKind[] kinds) => scenario.Steps.Any(step => step.Host == host && kinds.Contains(step.Do.Kind));
        return index > 1 && Does(ScenarioActionKind.Inject, ScenarioActionKind.SynFlood) ? Attacker
            : index == 1 || Does(ScenarioActionKind.Listen) ? "server"
            : "client";
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
        string counts = host.Statistics switch
        {
            { SynCookiesSent: > 0 and long sent } => string.Create(CultureInfo.InvariantCulture, $"; {sent} SYN cookies sent, {host.Statistics.SynCookiesReceived} came back, never more than {host.PeakConnections} connections held"),
            { RetransSegs: > 0 and long again } => string.Create(CultureInfo.InvariantCulture, $"; {again} segments sent again"),
            _ => "",
        };
        return string.Create(
            CultureInfo.InvariantCulture, $"{host.BytesSent} bytes sent, {host.BytesReceived} received{(host.IsIntact ? "" : ", DAMAGED")}, {failure}{counts}");
    }

    private static bool IsLost(Reason reason) => reason is Reason.LinkLost or Reason.LinkScriptedLoss or Reason.LinkQueueFull or Reason.LinkDelayDrop or Reason.LinkPacketTooBig
        or Reason.RouterNoRoute or Reason.RouterTimeExceeded or Reason.HostIsDown or Reason.IpChecksumWrong;

    // What a host does with a packet without a change of state, and that the sender's arrow does not say.
    private static bool IsTold(Reason reason) => reason is Reason.FragmentHeld or Reason.FragmentCompletes or Reason.FragmentAtomic or Reason.IcmpMtu or Reason.IcmpMtuDoubted or Reason.IcmpSoft
        or Reason.DataDuplicate or Reason.ZeroWindowProbeReceived or Reason.KeepAliveReceived;

    private static bool IsUnusualSegment(in EngineEvent e) => e.Kind == EngineEventKind.SegmentSent && e is not
    {
        Retransmissions: 0,
        Reason: Reason.NewData or Reason.AckEverySecondSegment or Reason.AckDelayExpired or Reason.WindowUpdateSent or Reason.AckOutOfOrder or Reason.AckFillsGap or Reason.AckOfDuplicate,
    };

    private void DrawSent(in EngineEvent e)
    {
        bool isPlain = !IsUnusualSegment(e);
        if (isPlain && !isWhole && _budget == 0)
        {
            _hidden++;
            return;
        }

        if (isPlain)
        {
            TellHidden();
            _budget = Math.Max(0, _budget - 1);
        }
        else
        {
            Unusual();
        }

        Arrow(e, _lanes.LaneOf(e.Endpoint), e.Retransmissions > 0 ? "again: " : "", isLost: false);
    }

    // What is of a kind that was drawn often, and the application's calls that follow each other without anything between.
    private bool IsMoreOfTheSame(in EngineEvent e)
    {
        bool isSend = e is { Kind: EngineEventKind.ApplicationCall, Call: ApplicationCall.Send };
        bool isRepeated = isSend && (_lastSender == e.Endpoint || _budget == 0) && !isWhole;
        _lastSender = isSend ? e.Endpoint : "";
        bool isMishap = e.Kind is EngineEventKind.LinkFault or EngineEventKind.SegmentDropped or EngineEventKind.PacketInjected;
        bool isCounted = isMishap || IsUnusualSegment(e) || e.Kind is EngineEventKind.CongestionDecision or EngineEventKind.BufferGrown or EngineEventKind.TimerExpired;
        if (!isCounted || isWhole || e.StateBefore != e.StateAfter)
        {
            return isRepeated;
        }

        int drawn = _drawn.GetValueOrDefault((e.Kind, e.Reason));
        bool isMore = drawn >= (isMishap ? MishapsOfAKind : OthersOfAKind);
        _drawn[(e.Kind, e.Reason)] = drawn + 1;
        _hidden += isMore ? 1 : 0;
        return isMore;
    }

    // What is out of the ordinary is drawn always, and a little of what follows.
    private void Unusual()
    {
        TellHidden();
        _budget = Math.Max(_budget, DrawnAfterEvent);
    }

    private void TellHidden()
    {
        if (_hidden > 0)
        {
            output.WriteLine(_lanes.Gap($"... {_hidden} more like these (--all draws them) ..."));
            _hidden = 0;
        }
    }

    private void Arrow(in EngineEvent e, int from, string prefix, bool isLost)
    {
        string label = _labels.Of(e.Packet);
        string text = prefix + ReasonText.Of(e.Reason);
        bool isIp = PacketAddresses.TryRead(e.Packet, out IpAddress source, out IpAddress destination);
        from = from < 0 && isIp && _hostsByAddress.TryGetValue(source, out string? sender) ? _lanes.LaneOf(sender) : from;
        int to = isIp && _hostsByAddress.TryGetValue(destination, out string? receiver) ? _lanes.LaneOf(receiver) : -1;
        if (from >= 0 && to >= 0 && from != to)
        {
            output.WriteLine(_lanes.Arrow(e.Time, from, to, label, isLost, text));
        }
        else
        {
            output.WriteLine(_lanes.Note(e.Time, from, hasNewState: false, $"{e.Endpoint}: {label}{(isIp ? $" from {source} to {destination}" : "")}: {text}"));
        }
    }

    private static string Growth(uint size, long growth) => string.Create(CultureInfo.InvariantCulture, $": {size - growth} -> {size} bytes");

    private void Crash(in EngineEvent e)
    {
        int lane = _lanes.LaneOf(e.Endpoint);
        _lanes.SetState(lane, TcpState.Closed);
        _newest.Remove(e.Endpoint);
        output.WriteLine(_lanes.Note(e.Time, lane, hasNewState: true, $"{e.Endpoint}: {ReasonText.Of(e.Reason)}"));
    }

    private void Note(in EngineEvent e)
    {
        int lane = _lanes.LaneOf(e.Endpoint);
        bool hasNewState = lane >= 0 && e.StateAfter != e.StateBefore;
        if (hasNewState && e.ConnectionId >= _newest.GetValueOrDefault(e.Endpoint))
        {
            _lanes.SetState(lane, e.StateAfter);
            _newest[e.Endpoint] = e.StateAfter == TcpState.Listen ? 0 : e.ConnectionId;
        }

        string change = e.StateAfter == e.StateBefore ? "" : $"{EventSentence.StateName(e.StateBefore)} -> {EventSentence.StateName(e.StateAfter)}: ";
        string dropped = e.Kind == EngineEventKind.SegmentDropped ? "drops it: " : "";
        string error = e.ParseError.Fault != HeaderSpec.ParseFault.None ? $": {e.ParseError}" : "";
        string windows = e.Kind switch
        {
            EngineEventKind.CongestionDecision => string.Create(CultureInfo.InvariantCulture, $": cwnd {e.Snapshot.CongestionWindow}, ssthresh {e.Snapshot.SlowStartThreshold}, in flight {e.Snapshot.FlightSize}"),
            EngineEventKind.BufferGrown => Growth(e.Reason == Reason.SendBufferGrown ? e.Snapshot.SendBufferSize : e.Snapshot.ReceiveBufferSize, e.Bytes),
            _ => "",
        };
        output.WriteLine(_lanes.Note(e.Time, lane, hasNewState, $"{e.Endpoint}: {change}{dropped}{ReasonText.Of(e.Reason)}{error}{windows}"));
    }
}
