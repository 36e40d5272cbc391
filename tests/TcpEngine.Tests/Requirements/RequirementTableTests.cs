using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace TcpEngine.Tests.Requirements;

/// <summary>
/// <c>docs/requirements.md</c> says of each row of <c>docs/requirements.tsv</c> how it stands and which tests show it. It is made from the tests' own annotations, and checked here; the
/// environment variable ACCEPT_SNAPSHOTS=1 writes it anew.
/// </summary>
public sealed class RequirementTableTests
{
    private static readonly string[] States = ["met", "met differently", "not applicable", "not yet"];

    [Fact]
    public void The_table_says_what_the_tests_show()
    {
        string docs = Path.Combine(SourceFolder(), "../../../docs");
        string text = Describe(RequirementRow.ReadAll(Path.Combine(docs, "requirements.tsv")), ShownBy());
        string file = Path.Combine(docs, "requirements.md");
        if (Environment.GetEnvironmentVariable("ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(file, text);
        }

        Assert.Equal(File.Exists(file) ? File.ReadAllText(file) : "", text);
    }

    [Fact]
    public void Each_annotation_names_a_row()
    {
        HashSet<string> ids = [.. RequirementRow.ReadAll(Path.Combine(SourceFolder(), "../../../docs/requirements.tsv")).Select(row => row.Id)];

        Assert.Empty(ShownBy().Keys.Except(ids));
    }

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    private static Dictionary<string, List<string>> ShownBy()
    {
        Dictionary<string, List<string>> tests = [];
        foreach (MethodInfo method in typeof(RequirementTableTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()).OrderBy(method => $"{method.DeclaringType!.Name}.{method.Name}", StringComparer.Ordinal))
        {
            foreach (string id in method.GetCustomAttribute<RequirementAttribute>()?.Ids ?? [])
            {
                tests.TryAdd(id, []);
                tests[id].Add($"{method.DeclaringType!.Name}.{method.Name}");
            }
        }

        return tests;
    }

    private static string Describe(IReadOnlyList<RequirementRow> rows, Dictionary<string, List<string>> tests)
    {
        StringBuilder text = new();
        text.Append("# Requirements\n\n");
        text.Append("What RFC 9293 and its companions require, and the tests that show it. Made from [requirements.tsv](requirements.tsv) and the tests' own annotations;\n");
        text.Append("`ACCEPT_SNAPSHOTS=1 dotnet test tests/TcpEngine.Tests` writes it anew. A row that no test shows is *not yet* met, whatever the code does.\n\n");
        text.Append("| Level | ").AppendJoin(" | ", States).Append(" |\n| --- | ---: | ---: | ---: | ---: |\n");
        foreach (IGrouping<string, RequirementRow> level in rows.GroupBy(row => row.Strength).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append("| ").Append(level.Key).Append(" | ").AppendJoin(" | ", States.Select(state => level.Count(row => row.State(tests) == state))).Append(" |\n");
        }

        foreach (IGrouping<string, RequirementRow> source in rows.GroupBy(row => row.Source))
        {
            text.Append("\n## ").Append(source.Key).Append("\n\n| Id | Section | Level | Requirement | State | Shown by |\n| --- | --- | --- | --- | --- | --- |\n");
            foreach (RequirementRow row in source)
            {
                string shown = string.Join("; ", tests.GetValueOrDefault(row.Id, []).Select(name => name.Replace('_', ' ')));
                string state = row.Decision.Length == 0 ? row.State(tests) : $"{row.State(tests)}: {row.Decision[(row.Decision.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()}";
                text.Append("| ").AppendJoin(" | ", row.Id, row.Section, row.Level, Escape(row.Text), Escape(state), Escape(shown)).Append(" |\n");
            }
        }

        return text.ToString();
    }

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
