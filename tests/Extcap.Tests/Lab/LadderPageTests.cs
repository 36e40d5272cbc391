using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Extcap.Lab;
using TcpEngine;

namespace Extcap.Tests.Lab;

/// <summary>
/// <c>docs/ladders</c> has the ladder of each scenario, as the program draws it. It is made here, and checked; the environment variable ACCEPT_SNAPSHOTS=1 writes it anew.
/// </summary>
public sealed partial class LadderPageTests
{
    private static readonly ConcurrentDictionary<string, string[]> Drawn = [];

    private const int LongestDrawing = 70; // lines: of a long run the page has the beginning

    public static TheoryData<string> Scenarios { get; } = [.. ScenarioCatalog.All.Select(scenario => scenario.Name)];

    public static TheoryData<string> Topics { get; } = [.. ScenarioCatalog.Topics.Select(topic => topic.Title)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Each_step_names_the_section_that_explains_it_and_the_story_names_sections_of_the_run(string name)
    {
        Assert.True(ScenarioCatalog.TryFind(name, out Scenario? scenario));
        string[] lines = Draw(scenario);

        string[] steps = [.. lines.Where(line => Step().IsMatch(line))];
        Assert.NotEmpty(steps);
        Assert.All(steps, step => Assert.Matches(Section(), step));
        string[] told = [.. Section().Matches(scenario.Story).Select(match => match.Value)];
        Assert.NotEmpty(told);
        Assert.All(told, section => Assert.Contains(steps, step => Regex.IsMatch(step, Regex.Escape(section) + "[;)]")));
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void The_pages_have_the_ladders_as_they_are_drawn(string title)
    {
        ScenarioTopic topic = ScenarioCatalog.Topics.Single(topic => topic.Title == title);
        Verify(FileOf(topic), Page(topic));
    }

    [Fact]
    public void The_index_lists_all_scenarios()
    {
        StringBuilder text = new();
        text.Append("# Ladders\n\nEach scenario of [the lab](../lab.md), as `tcpengine lab NAME` draws it: what happened, why, and which section of which RFC says so.\n\n");
        text.Append("Made by the tests; `ACCEPT_SNAPSHOTS=1 dotnet test tests/Extcap.Tests --filter LadderPageTests` writes it anew.\n");
        foreach (ScenarioTopic topic in ScenarioCatalog.Topics)
        {
            text.Append("\n## ").Append(topic.Title).Append("\n\n| Scenario | |\n| --- | --- |\n");
            foreach (Scenario scenario in topic.Scenarios)
            {
                text.Append("| [").Append(scenario.Name).Append("](").Append(FileOf(topic)).Append('#').Append(scenario.Name).Append(") | ").Append(scenario.Title).Append(" |\n");
            }
        }

        Verify("README.md", text.ToString());
    }

    private static string Page(ScenarioTopic topic)
    {
        StringBuilder text = new();
        text.Append("# ").Append(topic.Title).Append("\n\nFrom [all ladders](README.md); how to read one: [the lab](../lab.md#how-to-read-the-ladder).\n");
        foreach (Scenario scenario in topic.Scenarios)
        {
            string[] lines = Draw(scenario);
            int hidden = lines.Length - LongestDrawing;
            text.Append("\n## ").Append(scenario.Name).Append("\n\n").Append(scenario.Title).Append(".\n\n").Append(scenario.Story).Append("\n\n```\n");
            text.AppendJoin('\n', lines.Take(LongestDrawing)).Append('\n');
            if (hidden > 0)
            {
                text.Append("... and ").Append(hidden).Append(" more lines: tcpengine lab ").Append(scenario.Name).Append('\n');
            }

            text.Append("```\n");
        }

        return text.ToString();
    }

    // Without the title and the story above it.
    private static string[] Draw(Scenario scenario) => Drawn.GetOrAdd(scenario.Name, _ => DrawAnew(scenario));

    private static string[] DrawAnew(Scenario scenario)
    {
        using StringWriter output = new() { NewLine = "\n" };
        Ladder ladder = new(output, isWhole: false);
        ladder.Begin(scenario);
        ladder.End(ScenarioRun.Play(scenario, new ScenarioSettings(), ladder));
        string[] lines = output.ToString().TrimEnd('\n').Split('\n');
        return [.. lines.Skip(Array.FindIndex(lines, line => line.Contains("time (s)", StringComparison.Ordinal))).Select(line => line.TrimEnd())];
    }

    private static string FileOf(ScenarioTopic topic) => $"{topic.Title.ToLowerInvariant().Replace(' ', '-')}.md";

    private static void Verify(string name, string text)
    {
        string file = Path.Combine(RepositoryRoot(), "docs", "ladders", name);
        if (Environment.GetEnvironmentVariable("ACCEPT_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        Assert.Equal(File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "", text);
    }

    private static string RepositoryRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Tcp.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    [GeneratedRegex(@"^ *\d+\.\d{6} ")]
    private static partial Regex Step();

    [GeneratedRegex(@"RFC \d+, [\d.]*\d")]
    private static partial Regex Section();
}
