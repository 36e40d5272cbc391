using TcpCodec;
using TcpEngine;

namespace Extcap.Tests.Linux;

/// <summary>
/// What the engine has seen, in order: segments of both ends as <c>A SYN</c> or <c>B PSH,ACK 300</c>; what stands in their headers as <c>B win0</c>, <c>B ece</c>, <c>A cwr</c>, <c>B sack</c>;
/// the engine's own reasons as <c>A!RackRetransmit</c> and changes of state as <c>A:SynSent>Established</c>.
/// </summary>
internal sealed class SeenLog(string engine, string kernel) : IEngineObserver
{
    private readonly List<(Timestamp Time, string What)> _seen = [];

    public void Observe(in EngineEvent e)
    {
        lock (_seen)
        {
            bool isSent = e.Kind == EngineEventKind.SegmentSent;
            if (isSent || e.Kind is EngineEventKind.SegmentReceived or EngineEventKind.SegmentDropped)
            {
                Segment(isSent ? engine : kernel, e);
            }

            _seen.Add((e.Time, $"{engine}!{e.Reason}"));
            if (e.StateBefore != e.StateAfter)
            {
                _seen.Add((e.Time, $"{engine}:{e.StateBefore}>{e.StateAfter}"));
            }
        }
    }

    /// <summary>What of a list was not seen in its order; null where all was. What only the kernel could tell of itself is not asked for.</summary>
    public string? FindMissing(IEnumerable<string> expected)
    {
        lock (_seen)
        {
            int at = 0;
            foreach (string token in expected.Where(token => !token.StartsWith(kernel + ":", StringComparison.Ordinal) && !token.StartsWith(kernel + "!", StringComparison.Ordinal)))
            {
                int found = _seen.FindIndex(at, seen => IsMeant(token, seen.What));
                if (found < 0)
                {
                    return $"'{token}' was not seen after {at} of:\n{string.Join('\n', _seen.Select(seen => $"{seen.Time} {seen.What}").TakeLast(200))}";
                }

                at = found + 1;
            }

            return null;
        }
    }

    /// <summary>How often something was seen.</summary>
    public int Count(string token)
    {
        lock (_seen)
        {
            return _seen.Count(seen => IsMeant(token, seen.What));
        }
    }

    /// <summary>When something was seen first, in seconds; of those that begin with the same words.</summary>
    public double TimeOf(string token, int index = 0)
    {
        lock (_seen)
        {
            return _seen.Where(seen => IsMeant(token, seen.What)).ElementAt(index).Time.Nanoseconds / 1e9;
        }
    }

    // `A:>TimeWait`: from whatever state. A segment may have more flags and data than are asked for.
    private static bool IsMeant(string token, string what) => token[1] == ':' && token[2] == '>'
        ? what.StartsWith(token[..2], StringComparison.Ordinal) && what.EndsWith(token[2..], StringComparison.Ordinal)
        : token[1] == ' ' ? what == token || what.StartsWith(token + " ", StringComparison.Ordinal) : what == token;

    private void Segment(string sender, in EngineEvent e)
    {
        if (!SegmentReader.TryRead(e.Packet, out Segment segment, out _, out _))
        {
            return;
        }

        string flags = segment.Flags.ToString().ToUpperInvariant().Replace(", ", ",", StringComparison.Ordinal);
        _seen.Add((e.Time, $"{sender} {flags}{(segment.Payload.IsEmpty ? "" : $" {segment.Payload.Length}")}"));
        if (segment.Window == 0 && !segment.IsReset)
        {
            _seen.Add((e.Time, $"{sender} win0"));
        }

        if ((segment.Flags & TcpFlags.Ece) != 0 && !segment.IsSyn)
        {
            _seen.Add((e.Time, $"{sender} ece"));
        }

        if ((segment.Flags & TcpFlags.Cwr) != 0 && !segment.IsSyn)
        {
            _seen.Add((e.Time, $"{sender} cwr"));
        }

        if (segment.SackBlocks.Count > 0)
        {
            _seen.Add((e.Time, $"{sender} sack"));
        }
    }
}
