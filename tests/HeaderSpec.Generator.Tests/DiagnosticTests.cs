using Microsoft.CodeAnalysis;

namespace HeaderSpec.Generator.Tests;

/// <summary>Each thing that can be wrong with a spec is told with its place: line and column count from 1, as editors show them.</summary>
public sealed class DiagnosticTests
{
    private const string Head = "meta:\n  id: sample\n  endian: be\nseq:\n";

    [Theory]
    [InlineData("meta:\n  id: \"open", "HS0001", 2, 7)]
    [InlineData("", "HS0001", 1, 1)]
    [InlineData("seq: []", "HS0010", 1, 1)]
    [InlineData("meta:\n  id: Sample", "HS0015", 2, 7)]
    [InlineData("meta:\n  id: sample\n  endian: middle", "HS0011", 3, 11)]
    [InlineData(Head + "  - id: a\n    type: u1\n    sise: 4", "HS0002", 7, 5)]
    [InlineData(Head + "  - id: a\n    type: u1\n    -hs-filtre: a.b", "HS0003", 7, 5)]
    [InlineData(Head + "  - id: a\n    type: strz", "HS0004", 6, 11)]
    [InlineData(Head + "  - id: a\n    type: u1\n    repeat-expr: 4", "HS0004", 7, 5)]
    [InlineData(Head + "  - id: a\n    type: thing", "HS0005", 6, 11)]
    [InlineData(Head + "  - id: a\n    type: u1\n    enum: kind", "HS0006", 7, 11)]
    [InlineData(Head + "  - id: a\n    size: 4 +", "HS0007", 6, 14)]
    [InlineData(Head + "  - id: a\n    size: 4 $ 2", "HS0007", 6, 13)]
    [InlineData(Head + "  - id: len\n    type: u1\n  - id: a\n    size: 2 * lem", "HS0008", 8, 15)]
    [InlineData(Head + "  - id: flag\n    type: u1\n  - id: a\n    type: u1\n    if: flag", "HS0009", 9, 9)]
    [InlineData(Head + "  - id: a\n    size: 3 == 4", "HS0009", 6, 11)]
    [InlineData(Head + "  - type: u1", "HS0010", 5, 5)]
    [InlineData(Head + "  - id: a", "HS0010", 5, 5)]
    [InlineData(Head + "  - id: a\n    type: b99", "HS0011", 6, 11)]
    [InlineData(Head + "  - id: a\n    type: b3\n  - id: b\n    type: u1", "HS0012", 7, 9)]
    [InlineData(Head + "  - id: a\n    type: u1\n  - id: a\n    type: u1", "HS0013", 7, 9)]
    [InlineData(Head + "  - id: x\n    type: u1\n  - id: y\n    type: u1\n  - id: a\n    size: x * y\n  - id: rest\n    size-eos: true", "HS0014", 9, 9)]
    [InlineData(Head + "  - id: A\n    type: u1", "HS0015", 5, 9)]
    public void An_error_is_told_with_its_place(string spec, string id, int line, int column)
    {
        GeneratorRunResult result = new SpecCompiler(("sample.ksy", spec)).Run();

        Assert.Empty(result.GeneratedSources);
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
        Assert.Equal((id, "sample.ksy", line, column), (diagnostic.Id, place.Path, place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1));
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
    }

    [Theory]
    [InlineData("  - id: a\n    type: u1\n    sise: 4", "'sise' is not a key of a field; did you mean 'size'?")]
    [InlineData("  - id: a\n    type: u1\n    -hs-filtre: x", "'-hs-filtre' is not a HeaderSpec key of a field; did you mean '-hs-filter'?")]
    [InlineData("  - id: len\n    type: u1\n  - id: a\n    size: lem", "There is no 'lem' here; did you mean 'len'?")]
    [InlineData("  - id: a\n    type: strz", "Type 'strz' is not supported: read it as bytes with a 'size'")]
    public void The_message_says_what_to_write_instead(string fields, string message)
    {
        GeneratorRunResult result = new SpecCompiler(("sample.ksy", Head + fields)).Run();

        Assert.Equal(message, Assert.Single(result.Diagnostics).GetMessage());
    }
}
