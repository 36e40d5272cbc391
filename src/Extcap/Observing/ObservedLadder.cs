using System.Globalization;
using System.Text;
using Extcap.Lab;
using TcpCodec;
using TcpEngine;
using TcpEngine.Inference;

namespace Extcap.Observing;

/// <summary>Draws one connection of a capture as the lab draws its own, with the states that its ends have shown. Of a long one it draws the beginning, and what is out of the ordinary with a little of what follows.</summary>
internal sealed class ObservedLadder(TextWriter output, uint connection, bool isWhole)
{
    private const int DrawnAtFirst = 40; // plain segments
    private const int DrawnAfterEvent = 6;
    private const int FarOff = 1 << 28;

    private readonly LadderLanes _lanes = new(["first", "second"]);
    private int _budget = DrawnAtFirst;
    private int _hidden;
    private bool _isBegun;

    /// <summary>Draws a segment, if it is of the connection.</summary>
    public void Draw(in SegmentObservation seen)
    {
        if (seen.Connection.Id != connection)
        {
            return;
        }

        if (!_isBegun)
        {
            output.WriteLine(_lanes.Head([seen.Connection.First.Endpoint.ToString(), seen.Connection.Second.Endpoint.ToString()]));
            _lanes.SetState(0, null);
            _lanes.SetState(1, null);
            _isBegun = true;
        }

        int from = seen.IsFromFirst ? 0 : 1;
        bool isPlain = seen.Reason is Reason.SeenData or Reason.SeenAcknowledgment && seen.StateBefore == seen.StateAfter && seen.MissedBytes == 0;
        _lanes.SetState(from, seen.Sender.State);
        if (isPlain && !isWhole && _budget == 0)
        {
            _hidden++;
            return;
        }

        TellHidden();
        _budget = isPlain ? _budget - 1 : Math.Max(_budget, DrawnAfterEvent);
        _budget = Math.Max(0, _budget);
        Timestamp time = new((seen.Time - seen.Connection.Begun).Nanoseconds);
        output.WriteLine(_lanes.Arrow(time, from, 1 - from, Label(seen), isLost: false, Text(seen)));
    }

    /// <summary>Says what was not drawn.</summary>
    public void End()
    {
        TellHidden();
        if (!_isBegun)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"There is no connection {connection} in the capture."));
        }
    }

    private static string Text(in SegmentObservation seen)
    {
        string again = seen.Retransmissions is > 1 and int count ? string.Create(CultureInfo.InvariantCulture, $" (the {count + 1}th time)") : "";
        string missed = seen.MissedBytes > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({seen.MissedBytes} bytes)") : "";
        return $"{ReasonText.Of(seen.Reason)}{again}{missed}";
    }

    private static string Label(in SegmentObservation seen)
    {
        StringBuilder label = new();
        label.Append(seen.Flags == TcpFlags.None ? "no flags" : seen.Flags.ToString().ToUpperInvariant().Replace(", ", ",", StringComparison.Ordinal));
        label.Append(" seq=").Append(Relative(seen.SequenceNumber, seen.Sender));
        if ((seen.Flags & TcpFlags.Ack) != 0)
        {
            label.Append(" ack=").Append(Relative(seen.Acknowledgment, seen.Receiver));
        }

        return seen.PayloadLength == 0 ? label.ToString() : label.Append(CultureInfo.InvariantCulture, $" len={seen.PayloadLength}").ToString();
    }

    private static string Relative(SequenceNumber number, ObservedEnd end)
    {
        int relative = end.HasSent ? number - end.Initial : int.MinValue;
        return relative is > -FarOff and < FarOff ? relative.ToString(CultureInfo.InvariantCulture) : $"#{number}";
    }

    private void TellHidden()
    {
        if (_hidden > 0)
        {
            output.WriteLine(_lanes.Gap(string.Create(CultureInfo.InvariantCulture, $"... {_hidden} more like these (--all draws them) ...")));
            _hidden = 0;
        }
    }
}
