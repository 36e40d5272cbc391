using System.Globalization;
using TcpCodec;
using TcpCodec.Dissection;
using TcpEngine.Inference;

namespace TcpEngine.Tests.Inference;

/// <summary>
/// Plays a scenario, watches its packets from several places as a capture there would, and compares what is inferred of each packet's sender with what the sender itself told when it sent it:
/// as the lab's own capture has them (each packet when it is sent, wherever that is), and at each host (what it sends, and what comes to it).
/// </summary>
internal sealed class WatchedScenario : IEngineObserver
{
    private const string Everywhere = "everywhere";

    private readonly Dictionary<UInt128, Told> _told = [];
    private readonly Dictionary<string, Place> _places = new() { [Everywhere] = new Place() };
    private readonly Dictionary<(ConnectionKey, SequenceNumber), bool> _finished = []; // whether the peer's FIN was here before
    private readonly string _name;
    private long _order;

    private WatchedScenario(string name) => _name = name;

    /// <summary>Claims that contradict an endpoint.</summary>
    public List<string> Contradictions { get; } = [];

    /// <summary>How many packets were compared.</summary>
    public int Compared { get; private set; }

    /// <summary>Of how many of them the sender's state was claimed.</summary>
    public int StatesKnown { get; private set; }

    /// <summary>How many had been sent before, watched at their senders.</summary>
    public int SentAgain { get; private set; }

    /// <summary>Of how many of those it was claimed, and how often.</summary>
    public int SeenAgain { get; private set; }

    /// <summary>How often each reason was given.</summary>
    public Dictionary<Reason, int> Reasons { get; } = [];

    public static WatchedScenario Play(Scenario scenario)
    {
        WatchedScenario watched = new(scenario.Name);
        ScenarioRun.Play(scenario, new ScenarioSettings(), watched);
        return watched;
    }

    public void Observe(in EngineEvent e)
    {
        switch (e.Kind)
        {
            case EngineEventKind.SegmentSent:
                Told told = new(++_order, OnTheWire(e), e.Retransmissions, e.Reason, e.HasSnapshot ? e.Snapshot : null);
                _told[PrintOf(e.Packet)] = told;
                Watch(Everywhere, e, isSent: true);
                Watch(e.Endpoint, e, isSent: true);
                break;
            case EngineEventKind.PacketInjected:
                Watch(Everywhere, e, isSent: false);
                break;
            case EngineEventKind.SegmentReceived or EngineEventKind.SegmentDropped
                when e.Reason is not (Reason.FragmentHeld or Reason.FragmentCompletes or Reason.FragmentAtomic or Reason.FragmentDuplicate or Reason.FragmentMalformed or Reason.FragmentOverlap or Reason.FragmentRefused or Reason.FragmentTooMany):
                Watch(e.Endpoint, e, isSent: false);
                break;
        }
    }

    // CLOSE changes the state at once, though the FIN may wait for data that goes first (RFC 9293, section 3.10.4). What stands on the wire is the FIN, and there figure 5 has the change.
    private TcpState OnTheWire(in EngineEvent e)
    {
        if (e.HasSnapshot && IsFin(e.Packet) && _finished.TryAdd((e.Key, e.Snapshot.InitialSendSequence), e.StateAfter == TcpState.Closing))
        {
            return e.StateAfter == TcpState.Closing ? TcpState.LastAck : e.StateAfter;
        }

        bool isPassive = false;
        bool isFinSent = e.HasSnapshot && _finished.TryGetValue((e.Key, e.Snapshot.InitialSendSequence), out isPassive);
        return (e.StateAfter, isFinSent) switch
        {
            (TcpState.FinWait1, false) => TcpState.Established,
            (TcpState.LastAck or TcpState.Closing, false) => TcpState.CloseWait,
            (TcpState.Closing, true) when isPassive => TcpState.LastAck,
            _ => e.StateAfter,
        };
    }

    private static bool IsFin(ReadOnlySpan<byte> packet) => SegmentReader.TryRead(packet, out Segment segment, out _, out _) && segment.IsFin;

    private static bool IsAgain(Reason reason) => reason is Reason.SeenRetransmission or Reason.SeenFastRetransmission or Reason.SeenSpuriousRetransmission or Reason.SeenRepairing;

    // What the network does not change on the way: the TCP header and the data.
    private static UInt128 PrintOf(ReadOnlySpan<byte> packet)
    {
        PacketWalker walker = new(LinkType.Raw, packet, (uint)packet.Length);
        while (walker.MoveNext())
        {
            if (walker.Current.Kind == HeaderKind.Tcp)
            {
                UInt128 print = walker.SourceAddress[^1];
                foreach (byte part in walker.Current.Bytes(packet))
                {
                    print = ((print << 5) | (print >> 123)) ^ (part * (UInt128)0x9e3779b97f4a7c15);
                }

                return print;
            }
        }

        return UInt128.Zero;
    }

    private void Watch(string where, in EngineEvent e, bool isSent)
    {
        if (!_places.TryGetValue(where, out Place? place))
        {
            _places[where] = place = new Place();
        }

        if (!place.Observer.TryObserve(LinkType.Raw, e.Packet, (uint)e.Packet.Length, e.Time, out SegmentObservation seen))
        {
            return;
        }

        Reasons[seen.Reason] = Reasons.GetValueOrDefault(seen.Reason) + 1;
        if (_told.TryGetValue(PrintOf(e.Packet), out Told? told) && e.Kind != EngineEventKind.PacketInjected)
        {
            Compare(where, seen, told, place, isSent, isRefused: e.Reason == Reason.TimestampOld);
        }
        else if (seen.IsApplied)
        {
            place.Deceived.Add(seen.Sender.Endpoint); // nobody can tell a forged segment that fits
        }
    }

    private void Compare(string where, in SegmentObservation seen, Told told, Place place, bool isSent, bool isRefused)
    {
        Compared++;
        long latest = place.Latest.GetValueOrDefault(seen.Sender.Endpoint);
        bool wasHere = !place.Passed.Add(told.Order);
        place.Latest[seen.Sender.Endpoint] = Math.Max(latest, told.Order);

        // A cookie's SYN,ACK looks like any other, as it should.
        if (seen.StateAfter is { } state && told.Reason != Reason.SynCookieSent)
        {
            StatesKnown++;
            Require(where, seen, told, state == told.State, $"state {state}, but {told.State}");
        }

        bool isDeceived = place.Deceived.Contains(seen.Sender.Endpoint);
        Require(where, seen, told, isDeceived || !IsAgain(seen.Reason) || told.Retransmissions > 0, "sent again, but not");
        Require(where, seen, told, isDeceived || seen.Retransmissions is not { } again || again <= told.Retransmissions, $"sent {seen.Retransmissions} times before, but {told.Retransmissions}");
        Require(where, seen, told, seen.Reason != Reason.SeenReordering || told.Order < latest, "overtaken, but not");
        Require(where, seen, told, seen.Reason != Reason.SeenTwice || wasHere, "seen twice, but not");
        Require(where, seen, told, seen.Reason is not (Reason.SeenDoubtful or Reason.TcpChecksumWrong) || isRefused || (told.Reason == Reason.SynAckToAccept && !isSent), "does not fit, but does");
        if (isSent && told.Retransmissions > 0)
        {
            SentAgain++;
            SeenAgain += seen.Retransmissions == told.Retransmissions ? 1 : 0;
        }

        if (told.Variables is { } variables && seen.IsApplied && seen.StateAfter is not null && isSent && where != Everywhere)
        {
            Require(where, seen, told, seen.Sender.CongestionWindowBound is not { } bound || bound <= variables.CongestionWindow, $"cwnd at least {seen.Sender.CongestionWindowBound}, but {variables.CongestionWindow}");
            Require(where, seen, told, seen.Sender.Next == variables.SendNext || seen.Flags.HasFlag(TcpFlags.Rst), $"SND.NXT {seen.Sender.Next - seen.Sender.Initial}, but {variables.SendNext - variables.InitialSendSequence}");
            Require(where, seen, told, !seen.Flags.HasFlag(TcpFlags.Ack) || seen.Sender.Acknowledged == variables.ReceiveNext, $"RCV.NXT {seen.Sender.Acknowledged}, but {variables.ReceiveNext}");
            Require(where, seen, told, seen.Sender.Unacknowledged is not { } una || una == variables.SendUnacknowledged, $"SND.UNA {seen.Sender.Unacknowledged}, but {variables.SendUnacknowledged}");
        }
    }

    private void Require(string where, in SegmentObservation seen, Told told, bool isTrue, string text)
    {
        if (!isTrue)
        {
            Contradictions.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{_name} at {where}, {seen.Time}: {seen.Sender.Endpoint} {seen.Flags} {seen.SequenceNumber - seen.Sender.Initial} +{seen.PayloadLength}, {seen.Reason} ({told.Reason}): {text}"));
        }
    }

    private sealed record Told(long Order, TcpState State, int Retransmissions, Reason Reason, ConnectionSnapshot? Variables);

    private sealed class Place
    {
        public TrafficObserver Observer { get; } = new();

        public HashSet<TcpEndpoint> Deceived { get; } = [];

        public HashSet<long> Passed { get; } = [];

        public Dictionary<TcpEndpoint, long> Latest { get; } = [];
    }
}
