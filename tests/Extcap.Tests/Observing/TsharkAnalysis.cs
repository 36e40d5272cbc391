using Capture.Reading;
using Shared;
using TcpEngine;
using TcpEngine.Inference;

namespace Extcap.Tests.Observing;

/// <summary>What tshark's analysis of sequence numbers says of each segment, beside what we say.</summary>
internal static class TsharkAnalysis
{
    private const string Prefix = "tcp.analysis.";

    // In this order: tshark may say several, and says them so.
    private static readonly string[] Verdicts =
    [
        "spurious_retransmission", "fast_retransmission", "retransmission", "out_of_order", "zero_window_probe", "keep_alive", "lost_segment", "ack_lost_segment",
        "keep_alive_ack", "zero_window_probe_ack", "duplicate_ack", "window_update", "zero_window",
    ];

    /// <summary>The segments of a capture that either says something of: the frame, our word and tshark's.</summary>
    public static List<(long Frame, string Ours, string Theirs)> Compare(string file)
    {
        string[] theirs = Theirs(file);
        List<(long, string, string)> compared = [];
        TrafficObserver observer = new();
        if (!CaptureReader.TryOpen(file, out CaptureReader? reader, out _))
        {
            return compared;
        }

        using (reader)
        {
            for (long frame = 1; reader.TryRead(out CapturedPacket packet); frame++)
            {
                if (!observer.TryObserve(packet.LinkType, packet.Data, packet.OriginalLength, packet.Time, out SegmentObservation seen) || frame > theirs.Length)
                {
                    continue;
                }

                string ours = WordOf(seen);
                string their = theirs[frame - 1];
                if (their != "no TCP" && (ours.Length > 0 || their.Length > 0))
                {
                    compared.Add((frame, ours, their));
                }
            }
        }

        return compared;
    }

    // What says nothing of a trouble is empty, as with tshark.
    private static string WordOf(in SegmentObservation seen) => seen.Reason switch
    {
        Reason.SeenRetransmission => "retransmission",
        Reason.SeenFastRetransmission => "fast_retransmission",
        Reason.SeenSpuriousRetransmission => "spurious_retransmission",
        Reason.SeenRepairing => "repairing",
        Reason.SeenReordering => "out_of_order",
        Reason.SeenLate => "late",
        Reason.SeenAfterGap => "lost_segment",
        Reason.SeenUnseenAcknowledged => "ack_lost_segment",
        Reason.SeenTwice => "twice",
        Reason.SeenDoubtful or Reason.SynInWindow => "doubtful",
        Reason.TcpChecksumWrong => "damaged",
        Reason.KeepAliveProbe => "keep_alive",
        Reason.ZeroWindowProbe => "zero_window_probe",
        Reason.AckOfProbe => "zero_window_probe_ack",
        Reason.SeenZeroWindow => "zero_window",
        Reason.AckDuplicate or Reason.AckOfDuplicate => "duplicate_ack",
        Reason.WindowUpdateSent => "window_update",
        _ => seen.MissedBytes > 0 ? "ack_lost_segment" : "",
    };

    private static string[] Theirs(string file)
    {
        string[] fields = [.. Verdicts.SelectMany(verdict => (string[])["-e", Prefix + verdict])];
        return
        [
            .. ExternalProgram.Run("tshark", ["-n", "-r", file, "-T", "fields", "-e", "tcp.srcport", .. fields]).Lines.Select(line =>
            {
                string[] columns = line.Split('\t');
                int first = Array.FindIndex(columns, 1, column => column.Length > 0);
                return columns[0].Length == 0 ? "no TCP" : first < 0 ? "" : Verdicts[first - 1];
            }),
        ];
    }
}
