using System.Globalization;
using System.Text;

namespace Extcap.Tests.Dissecting;

/// <summary>Compares, field by field and frame by frame, what tshark says of captures with what we say.</summary>
internal sealed class Agreement(IReadOnlyList<string> fields)
{
    private const int LongestValue = 40;
    private const int ShownFields = 3;

    private readonly Dictionary<string, (int Agree, int Differ)> _counts = fields.ToDictionary(field => field, _ => (0, 0));
    private readonly List<(KnownDifference? Known, string Capture, int Frame, string Field, string Theirs, string Ours)> _differences = [];

    /// <summary>How many frames were compared.</summary>
    public int Frames { get; private set; }

    /// <summary>Each difference that nothing explains.</summary>
    public IEnumerable<string> Unexplained => _differences.Where(difference => difference.Known is null)
        .Select(difference => $"{difference.Capture} {difference.Frame} {difference.Field}: {difference.Theirs} and {difference.Ours}");

    public void Add(string capture, List<DissectedFrame> theirs, List<DissectedFrame> ours)
    {
        if (theirs.Count != ours.Count)
        {
            _differences.Add((null, capture, 0, "frames", $"{theirs.Count}", $"{ours.Count}"));
        }

        for (int i = 0; i < Math.Min(theirs.Count, ours.Count); i++)
        {
            Frames++;
            foreach (string field in fields)
            {
                Compare(capture, i + 1, theirs[i], ours[i], field);
            }
        }
    }

    /// <summary>A table of what was compared: of each field, how many frames agree and differ.</summary>
    public string FieldTable()
    {
        StringBuilder table = new("| field | agree | differ |\n| --- | --- | --- |\n");
        foreach ((string field, (int agree, int differ)) in _counts.Where(count => count.Value != (0, 0)).OrderBy(count => count.Key, StringComparer.Ordinal))
        {
            table.Append(CultureInfo.InvariantCulture, $"| `{field}` | {agree} | {differ} |\n");
        }

        return table.Append(CultureInfo.InvariantCulture, $"| all of {Frames} frames | {_counts.Values.Sum(count => count.Agree)} | {_counts.Values.Sum(count => count.Differ)} |\n").ToString();
    }

    /// <summary>The differences, reason by reason.</summary>
    public string DifferenceList()
    {
        StringBuilder text = new();
        foreach (KnownDifference known in KnownDifference.All)
        {
            var found = _differences.Where(difference => difference.Known == known).ToList();
            int frames = found.DistinctBy(difference => (difference.Capture, difference.Frame)).Count();
            text.Append(CultureInfo.InvariantCulture, $"\n### {known.Title}\n\n{known.Why}\n\n{found.Count} values in {frames} frames.\n");
            if (found.Count > 0)
            {
                text.Append("\n| capture | frames | tshark and ours |\n| --- | --- | --- |\n");
            }

            // Frames of a capture that differ in the same fields are a row, with the values of the first.
            foreach (var row in found.GroupBy(difference => (difference.Capture, difference.Frame))
                .Select(frame => (frame.Key.Capture, frame.Key.Frame, Fields: string.Join(' ', frame.Select(difference => difference.Field)), Values: frame.ToList()))
                .GroupBy(frame => (frame.Capture, frame.Fields)))
            {
                string[] values = [.. row.First().Values.Take(ShownFields).Select(difference => $"`{difference.Field}` {Short(difference.Theirs)} and {Short(difference.Ours)}")];
                int more = row.First().Values.Count - values.Length;
                text.Append(CultureInfo.InvariantCulture, $"| {row.Key.Capture} | {Ranges([.. row.Select(frame => frame.Frame)])} | {string.Join(", ", values)}{(more > 0 ? $", and {more} fields more" : "")} |\n");
            }
        }

        return text.ToString();
    }

    private void Compare(string capture, int number, DissectedFrame theirs, DissectedFrame ours, string field)
    {
        string[] left = theirs[field];
        string[] right = ours[field];
        if (left.Length == 0 && right.Length == 0)
        {
            return;
        }

        (int agree, int differ) = _counts[field];
        if (left.SequenceEqual(right))
        {
            _counts[field] = (agree + 1, differ);
            return;
        }

        _counts[field] = (agree, differ + 1);
        _differences.Add((KnownDifference.All.FirstOrDefault(known => known.Explains(theirs, ours, field)), capture, number, field, Text(left), Text(right)));
    }

    private static string Text(string[] values) => values.Length == 0 ? "none" : string.Join(", ", values);

    private static string Short(string text) => text.Length <= LongestValue ? text : text[..LongestValue] + "…";

    private static string Ranges(int[] numbers)
    {
        StringBuilder text = new();
        for (int i = 0; i < numbers.Length; i++)
        {
            int start = i;
            while (i + 1 < numbers.Length && numbers[i + 1] == numbers[i] + 1)
            {
                i++;
            }

            text.Append(CultureInfo.InvariantCulture, $"{(start > 0 ? ", " : "")}{numbers[start]}{(i > start ? $"-{numbers[i]}" : "")}");
        }

        return text.ToString();
    }
}
