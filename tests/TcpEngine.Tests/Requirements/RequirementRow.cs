namespace TcpEngine.Tests.Requirements;

/// <summary>One row of <c>docs/requirements.tsv</c>.</summary>
internal sealed record RequirementRow(string Id, string Source, string Section, string Level, string Text, string Decision)
{
    private const string Differently = "differently: ";
    private const string NotApplicable = "n.a.: ";

    /// <summary>The level in one of RFC 2119's words; <c>rule</c> for what an RFC says without one.</summary>
    public string Strength => Level switch
    {
        _ when Level.Contains("MUST", StringComparison.Ordinal) => "MUST",
        _ when Level.Contains("SHOULD", StringComparison.Ordinal) || Level.StartsWith("RECOMMENDED", StringComparison.Ordinal) => "SHOULD",
        _ when Level.StartsWith("MAY", StringComparison.Ordinal) => "MAY",
        _ => "rule",
    };

    /// <summary>How the row stands, with those tests.</summary>
    public string State(Dictionary<string, List<string>> tests) => Decision switch
    {
        _ when Decision.StartsWith(NotApplicable, StringComparison.Ordinal) => "not applicable",
        _ when !tests.ContainsKey(Id) => "not yet",
        "" => "met",
        _ => "met differently",
    };

    /// <summary>Reads the table.</summary>
    public static IReadOnlyList<RequirementRow> ReadAll(string file)
    {
        List<RequirementRow> rows = [];
        foreach (string line in File.ReadLines(file).Skip(1))
        {
            string[] cells = line.Split('\t');
            Assert.Equal(7, cells.Length);
            RequirementRow row = new(cells[0], cells[1], cells[2], cells[3], cells[4], cells[6]);
            Assert.True(row.Decision.Length == 0 || row.Decision.StartsWith(Differently, StringComparison.Ordinal) || row.Decision.StartsWith(NotApplicable, StringComparison.Ordinal), row.Decision);
            rows.Add(row);
        }

        Assert.Equal(rows.Count, rows.Select(row => row.Id).Distinct().Count());
        return rows;
    }
}
