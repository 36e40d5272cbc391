using System.Text.RegularExpressions;

namespace HeaderSpec.Generator.Tests;

/// <summary>The specs and programs of docs/tutorial.md compile, each program with the spec before it.</summary>
public sealed partial class TutorialTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "tutorial.md")).ReplaceLineEndings("\n");

    public static TheoryData<int> Steps => [.. Enumerable.Range(0, Blocks("yaml").Length)];

    [Fact]
    public void Each_spec_has_a_program()
    {
        Assert.Equal(2, Blocks("yaml").Length);
        Assert.Equal(Blocks("yaml").Length, Blocks("csharp").Length);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_program_compiles_with_its_spec(int step)
    {
        SpecCompiler compiler = new(("weather.ksy", Blocks("yaml")[step]));
        compiler.SetProgram(Blocks("csharp")[step]);

        Assert.Empty(compiler.Run().Diagnostics);
        Assert.Empty(compiler.CompileErrors());
    }

    private static string[] Blocks(string language) => [.. Block().Matches(Page).Where(match => match.Groups[1].Value == language).Select(match => match.Groups[2].Value)];

    [GeneratedRegex("^```(\\w+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
