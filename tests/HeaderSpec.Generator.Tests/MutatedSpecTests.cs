using System.Globalization;
using HeaderSpec.Generator.Tests.Oracle;
using Microsoft.CodeAnalysis;

namespace HeaderSpec.Generator.Tests;

/// <summary>Specs with mistakes: each is told as a diagnostic, never by an exception of the generator; and what is accepted compiles.</summary>
public sealed class MutatedSpecTests
{
    // How many mistakes are made in each spec, and how many of those accepted are compiled; the environment may ask for more.
    private static readonly int Mutations = int.TryParse(Environment.GetEnvironmentVariable("SPEC_MUTATIONS"), CultureInfo.InvariantCulture, out int count) ? count : 60;

    [Theory]
    [MemberData(nameof(OracleTests.Specs), MemberType = typeof(OracleTests))]
    public void A_mistake_is_a_diagnostic_or_does_no_harm(string spec)
    {
        string text = File.ReadAllText(Path.Combine(KaitaiOracle.Specs, spec + ".ksy"));
        (string, string)[] others = [.. Directory.EnumerateFiles(KaitaiOracle.Specs, "*.ksy").Where(path => text.Contains("imports:", StringComparison.Ordinal) && !path.EndsWith($"/{spec}.ksy", StringComparison.Ordinal)).Select(path => (Path.GetFileName(path), File.ReadAllText(path)))];
        Random random = new(spec.Length * 7919);
        int compiled = 0;
        for (int i = 0; i < Mutations; i++)
        {
            string mutated = Mutate(text, random);
            SpecCompiler compiler = new([($"{spec}.ksy", mutated), .. others]);
            GeneratorRunResult result = compiler.Run();

            Assert.True(result.Exception is null, $"{result.Exception}\n{mutated}");
            bool isAccepted = !result.Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            if (isAccepted && others.Length == 0 && compiled < Mutations / 20)
            {
                compiled++;
                Assert.True(compiler.CompileErrors() is { IsEmpty: true }, $"{string.Join('\n', compiler.CompileErrors().Take(3))}\n{mutated}");
            }
        }
    }

    // A line less, a line twice, two words exchanged, or a character changed.
    private static string Mutate(string text, Random random)
    {
        List<string> lines = [.. text.Split('\n')];
        for (int i = random.Next(1, 3); i > 0; i--)
        {
            int at = random.Next(4, lines.Count);
            switch (random.Next(4))
            {
                case 0:
                    lines.RemoveAt(at);
                    break;
                case 1:
                    lines.Insert(at, lines[random.Next(lines.Count)]);
                    break;
                case 2:
                    string[] words = lines[at].Split(' ');
                    string[] foreign = lines[random.Next(lines.Count)].Split(' ');
                    words[^1] = foreign[^1];
                    lines[at] = string.Join(' ', words);
                    break;
                default:
                    char[] characters = lines[at].ToCharArray();
                    if (characters.Length > 0)
                    {
                        characters[random.Next(characters.Length)] = "0129_-+*/%:.,()[]'\"abu"[random.Next(22)];
                        lines[at] = new string(characters);
                    }

                    break;
            }
        }

        return string.Join('\n', lines);
    }
}
