using System.Globalization;
using System.Text;
using TcpEngine;
using TcpEngine.Inference;

namespace Capture.Annotating;

/// <summary>Says in one line what was inferred from a captured segment.</summary>
public static class ObservationSentence
{
    /// <summary>The line: who, why, the state, and what is in flight.</summary>
    public static string Of(in SegmentObservation seen)
    {
        StringBuilder line = new();
        line.Append(seen.Sender.Endpoint).Append(": ").Append(ReasonText.Of(seen.Reason));
        if (seen.StateAfter is { } after)
        {
            line.Append(" [");
            if (seen.StateBefore is { } before && before != after)
            {
                line.Append(EventSentence.StateName(before)).Append(" -> ");
            }

            line.Append(EventSentence.StateName(after)).Append(']');
        }

        if (seen.IsApplied && seen.Sender.InFlight is > 0 and uint inFlight)
        {
            line.Append(CultureInfo.InvariantCulture, $" in flight {inFlight}");
        }

        if (seen.MissedBytes > 0)
        {
            line.Append(CultureInfo.InvariantCulture, $" ({seen.MissedBytes} acknowledged bytes are not in the capture)");
        }

        return line.ToString();
    }
}
