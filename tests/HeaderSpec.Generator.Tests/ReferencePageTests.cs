using System.Text.RegularExpressions;
using HeaderSpec.Diagnostics;
using Microsoft.CodeAnalysis;

namespace HeaderSpec.Generator.Tests;

/// <summary>Every rule has its section in docs/headerspec.md, where help links lead, and its examples are what they claim to be.</summary>
public sealed partial class ReferencePageTests
{
    private const string Other = "meta: { id: other }\nseq:\n  - { id: x, type: u1 }\n";

    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "headerspec.md")).ReplaceLineEndings("\n");

    private static readonly SpecRule[] Rules =
        [.. typeof(SpecDiagnostics).GetFields().Select(field => field.GetValue(null)).OfType<SpecRule>().OrderBy(rule => rule.Id, StringComparer.Ordinal)];

    public static TheoryData<string> Ids => [.. Rules.Select(rule => rule.Id)];

    [Fact]
    public void The_release_file_lists_the_rules()
    {
        string[] listed = [.. File.ReadLines(Path.Combine(Repository.Root, "src", "HeaderSpec.Generator", "AnalyzerReleases.Unshipped.md")).Where(line => line.StartsWith("HS", StringComparison.Ordinal))];

        Assert.NotEmpty(Rules);
        Assert.Equal(Rules.Select(rule => $"{rule.Id} | HeaderSpec | {rule.Severity} | {rule.Title}"), listed);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_has_a_section_whose_examples_are_right(string id)
    {
        SpecRule rule = Rules.Single(other => other.Id == id);
        string severity = rule.Severity switch { SpecSeverity.Error => "error", SpecSeverity.Warning => "warning", _ => "information" };
        string[] sections = [.. Section().Split(Page).Where(section => section.StartsWith(id + "\n", StringComparison.Ordinal))];
        string section = Assert.Single(sections);
        string[] examples = [.. Example().Matches(section).Select(match => match.Groups[1].Value)];

        Assert.StartsWith($"{id}\n\n{rule.Title} ({severity}). ", section, StringComparison.Ordinal);
        Assert.Equal(2, examples.Length);
        Assert.Equal([id], Found(examples[0]));
        Assert.Empty(Found(examples[1]));
    }

    private static IEnumerable<string> Found(string spec) =>
        new SpecCompiler(("sample.ksy", spec), ("other.ksy", Other)).Run().Diagnostics.Select(diagnostic => diagnostic.Id).Distinct();

    [GeneratedRegex("^###? ", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
