using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Shared;

namespace Extcap.Tests.Observing;

/// <summary>That what is said of segments in captures that nobody here made is what tshark says, or docs/observe.md tells why not.</summary>
public sealed class TsharkAnalysisTests
{
    private const string Mark = "<!-- What follows is written by TsharkAnalysisTests; ACCEPT_SNAPSHOTS=1 writes it anew. -->\n";

    // The first that fits is the reason.
    private static readonly (string Why, Func<string, string, bool> Fits)[] Reasons =
    [
        ("the same packet is in the capture twice: the same identification, numbers and checksum, often another time to live. tshark takes the copy for a retransmission", (ours, _) => ours == "twice"),
        ("the checksum is wrong while the sender's others are right: the receiver threw the segment away. tshark does not look at checksums unless it is told to", (ours, _) => ours == "damaged"),
        ("beyond every window that was offered, or an old timestamp: an old duplicate, forged, or after more than was captured. tshark takes it as it comes", (ours, _) => ours == "doubtful"),
        ("was it overtaken or sent again? tshark decides by time; we by the sender's timestamps and packet numbers, and where there are none, not at all", (ours, theirs) => ours is "repairing" or "late" or "out_of_order" || (ours == "retransmission" && theirs == "out_of_order")),
        ("what was acknowledged before goes again: to tshark that is needless only for a segment without a gap behind it", (ours, theirs) => ours == "spurious_retransmission" || (ours.EndsWith("retransmission", StringComparison.Ordinal) && theirs.EndsWith("retransmission", StringComparison.Ordinal))),
        ("tshark calls every other window an update; we, one that grows", (ours, theirs) => theirs == "window_update" || ours == "window_update"),
        ("an acknowledgment is a duplicate only while data is outstanding (RFC 5681), or if it tells of one (RFC 2883)", (ours, theirs) => (ours.Length == 0 && theirs == "duplicate_ack") || ours == "duplicate_ack"),
        ("both are true: a segment acknowledges what was missed, or answers a probe, and is something else besides. Here the one goes first, there the other", (ours, theirs) => ours is "ack_lost_segment" or "keep_alive" or "zero_window_probe" or "zero_window_probe_ack" || theirs is "keep_alive_ack" or "zero_window_probe_ack"),
        ("one has taken a segment before it that the other has set aside, or has followed the connection past a silence of hours or a new handshake, and sees a gap or a repetition", (ours, theirs) => ours is "lost_segment" or "retransmission" or "" || theirs is "lost_segment"),
    ];

    [SharedCapturesFact]
    public void Every_segment_is_what_tshark_says_or_it_is_known_why_not()
    {
        string[] files = SharedCapturesFactAttribute.Files();
        List<(long Frame, string Ours, string Theirs)>[] compared = new List<(long, string, string)>[files.Length];
        Parallel.For(0, files.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i => compared[i] = TsharkAnalysis.Compare(files[i]));
        (string Ours, string Theirs)[] all = [.. compared.SelectMany(frames => frames).Select(frame => (frame.Ours, frame.Theirs))];
        int agreed = all.Count(pair => pair.Ours == pair.Theirs);
        (string Ours, string Theirs)[] differing = [.. all.Where(pair => pair.Ours != pair.Theirs)];

        Assert.True(files.Length >= 100 && agreed >= 1_500, $"{files.Length} files, {agreed} agree");
        Assert.Empty(differing.Where(pair => WhyOf(pair) < 0).Distinct());
        StringBuilder page = new();
        page.Append(CultureInfo.InvariantCulture, $"\nIn {files.Length} captures both say the same of {agreed} segments that are out of the ordinary, and of all that are not. Of {differing.Length} they do not:\n\n");
        page.Append("| segments | why | what we say, and tshark |\n| --- | --- | --- |\n");
        foreach (IGrouping<int, (string Ours, string Theirs)> group in differing.GroupBy(WhyOf).OrderBy(group => group.Key))
        {
            IEnumerable<string> pairs = group.GroupBy(pair => pair).OrderByDescending(pair => pair.Count()).ThenBy(pair => pair.Key.Ours + " " + pair.Key.Theirs, StringComparer.Ordinal)
                .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{Name(pair.Key.Ours)} and {Name(pair.Key.Theirs)} {pair.Count()}"));
            page.Append(CultureInfo.InvariantCulture, $"| {group.Count()} | {Reasons[group.Key].Why} | {string.Join("; ", pairs)} |\n");
        }

        VerifyPage(page.ToString());
    }

    private static int WhyOf((string Ours, string Theirs) pair) => Array.FindIndex(Reasons, reason => reason.Fits(pair.Ours, pair.Theirs));

    private static string Name(string word) => word.Length == 0 ? "nothing" : $"`{word}`";

    private static void VerifyPage(string text, [CallerFilePath] string file = "")
    {
        string path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "docs", "observe.md"));
        string page = File.ReadAllText(path);
        int at = page.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        if (Environment.GetEnvironmentVariable("ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, page[..at] + text);
            return;
        }

        Assert.Equal(page[at..], text);
    }
}
