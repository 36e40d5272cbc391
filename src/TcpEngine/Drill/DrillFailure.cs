using System.Globalization;
using System.Text;

namespace TcpEngine.Drill;

/// <summary>How a script failed.</summary>
/// <param name="Position">The event that failed.</param>
/// <param name="Event">How it stands in the script.</param>
/// <param name="Message">What is wrong, in one sentence.</param>
/// <param name="Rows">What was compared; none where nothing was there to compare.</param>
public sealed record DrillFailure(SourcePosition Position, string Event, string Message, IReadOnlyList<ComparedRow> Rows)
{
    /// <summary>The failure for people: the place, the sentence, the script's line, and both sides beside each other.</summary>
    /// <param name="name">The script's name.</param>
    public string Describe(string name)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{name}:{Position}: {Message}\n    {Event}\n");
        if (Rows.Count == 0)
        {
            return text.ToString();
        }

        int what = Rows.Max(row => row.What.Length);
        int expected = Math.Max("expected".Length, Rows.Max(row => row.Expected.Length));
        text.Append(CultureInfo.InvariantCulture, $"      {"".PadRight(what)}  {"expected".PadRight(expected)}  actual\n");
        foreach (ComparedRow row in Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"    {(row.Differs ? '!' : ' ')} {row.What.PadRight(what)}  {row.Expected.PadRight(expected)}  {row.Actual}\n");
        }

        return text.ToString();
    }
}
