using System.Globalization;
using Capture.Annotating;
using TcpEngine;
using TcpEngine.Inference;

namespace Extcap.Observing;

/// <summary>Tells of observed connections, each in a few lines: what both ends showed, and what happened to their segments.</summary>
internal sealed class ConnectionReport(TextWriter output)
{
    /// <summary>Tells of one.</summary>
    public void Write(ObservedConnection connection)
    {
        ObservedEnd first = connection.First;
        ObservedEnd second = connection.Second;
        string beginning = connection.IsMidway ? ", its beginning is not in the capture" : connection.Handshake is { } time ? $", handshake in {Time(time)}" : "";
        output.WriteLine(Invariant($"{connection.Id}  {first.Endpoint} -> {second.Endpoint}: {Time(connection.Latest - connection.Begun)}{beginning}; {Ending(connection)}"));
        Write(first, second);
        Write(second, first);
    }

    private static string Ending(ObservedConnection connection)
    {
        if (connection.Closer is not { } closer)
        {
            return "not closed";
        }

        string by = closer.HasReset && !closer.HasFin ? "reset by" : "closed by";
        ObservedEnd other = closer == connection.First ? connection.Second : connection.First;
        return connection.IsSimultaneousClose ? "closed by both at once"
            : $"{by} {closer.Endpoint}{(closer.HasFin && (closer.HasReset || other.HasReset) ? ", then reset" : closer.HasFin && !other.HasFin ? ", the other side is open" : "")}";
    }

    private void Write(ObservedEnd end, ObservedEnd other)
    {
        if (!end.HasSent)
        {
            output.WriteLine(Invariant($"   {end.Endpoint,-24} nothing of it is in the capture"));
            return;
        }

        EndCounts counts = end.Counts;
        bool isOpen = !end.HasSyn && !end.HasFin && !end.HasReset; // whether the other side had closed before the capture it cannot tell
        string state = end.State is { } shown ? EventSentence.StateName(shown) : isOpen ? "open" : "state unknown";
        output.WriteLine(Invariant($"   {end.Endpoint,-24} {state,-13} {counts.Segments} segments, {counts.Bytes} bytes{RoundTripOf(end)}{FlightOf(end)}{WindowOf(end, other)}"));
        string trouble = string.Join(", ", Troubles(end).Where(part => part.Count > 0).Select(part => Invariant($"{part.Count} {part.Text}")));
        if (trouble.Length > 0)
        {
            output.WriteLine($"   {"",-24} {trouble}");
        }
    }

    private static IEnumerable<(long Count, string Text)> Troubles(ObservedEnd end)
    {
        EndCounts counts = end.Counts;
        yield return (counts.Retransmissions, Invariant($"sent again ({counts.FastRetransmissions} asked for, {counts.SpuriousRetransmissions} needless)"));
        yield return (counts.Reordered, "overtaken");
        yield return (counts.Late, "late, overtaken or sent again");
        yield return (counts.Doubled, "twice in the capture");
        yield return (counts.Damaged, "damaged");
        yield return (counts.Doubtful, "that do not fit");
        yield return (counts.DuplicateAcks, "duplicate acknowledgments");
        yield return (counts.ReportedDuplicates, "reports of duplicates");
        yield return (counts.ZeroWindowProbes, "probes of a closed window");
        yield return (counts.KeepAlives, "keep-alives");
        yield return (counts.MissedBytes, "acknowledged bytes that the capture has missed");
        yield return (counts.SuperSegments, "larger than the other's MSS: captured before its network card cut them");
        yield return (counts.ChecksumsLeftToHardware, "captured before the network card filled in the checksum");
    }

    private static string RoundTripOf(ObservedEnd end) =>
        end.RoundTrip is { Count: > 0 } times ? Invariant($"; round trip {Time(times.Smoothed)}, at least {Time(times.Least)}") : "";

    private static string FlightOf(ObservedEnd end) => end.Counts.MostInFlight > 0 ? Invariant($"; at most {end.Counts.MostInFlight} bytes in flight") : "";

    private static string WindowOf(ObservedEnd end, ObservedEnd other)
    {
        string closed = end.Counts.ZeroWindows == 0 ? ""
            : Invariant($"; window closed {end.Counts.ZeroWindows} times, for {Time(end.Counts.ZeroWindowTime)}{(end.ZeroWindowSince is null ? "" : ", and at the end")}");
        return end.Window is { } window ? Invariant($"; window {window}{closed}")
            : end.HasAcknowledged || other.HasAcknowledged ? Invariant($"; window {end.RawWindow}, scaled by what no handshake in the capture tells{closed}") : closed;
    }

    private static string Time(Duration duration) => duration.TotalSeconds >= 1 ? Invariant($"{duration.TotalSeconds:0.000} s") : Invariant($"{duration.TotalMilliseconds:0.000} ms");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
