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
    [InlineData(Head + "  - id: a\n    type: f4\n    enum: kind\nenums:\n  kind:\n    1: one", "HS0002", 7, 5)]
    [InlineData(Head + "  - id: a\n    type: u4\n    contents: [1, 2, 3, 4]", "HS0002", 7, 5)]
    [InlineData(Head + "  - id: a\n    type: u4\n    size: 4", "HS0002", 7, 5)]
    [InlineData(Head + "  - id: a\n    size: 4\n    encoding: ASCII", "HS0002", 7, 5)]
    [InlineData(Head + "  - id: n\n    type: u1\ninstances:\n  m:\n    value: n + 1\n    pos: 3", "HS0002", 10, 5)]
    [InlineData(Head + "  - id: a\n    type: u1\n    -hs-filtre: a.b", "HS0003", 7, 5)]
    [InlineData(Head + "  - id: a\n    size: 4\n    process: zlib", "HS0004", 7, 5)]
    [InlineData(Head + "  - id: a\n    type: str\n    size: 4\n    encoding: EBCDIC", "HS0004", 8, 15)]
    [InlineData(Head + "  - id: a\n    type: b4\n    repeat: eos", "HS0004", 7, 13)]
    [InlineData(Head + "  - id: a\n    size: _parent.len", "HS0004", 6, 11)]
    [InlineData(Head + "  - id: n\n    type: u1\n  - id: a\n    repeat: eos\n    type:\n      switch-on: n\n      cases:\n        1: u1", "HS0004", 8, 13)]
    [InlineData(Head + "  - id: n\n    type: u1\ninstances:\n  m:\n    value: n + 1\n    valid: 3", "HS0004", 10, 12)]
    [InlineData(Head + "  - id: a\n    type: thing", "HS0005", 6, 11)]
    [InlineData(Head + "  - id: a\n    type: u1\n    enum: kind", "HS0006", 7, 11)]
    [InlineData(Head + "  - id: a\n    type: u1\n    valid: kind::x", "HS0006", 7, 12)]
    [InlineData(Head + "  - id: a\n    size: 4 +", "HS0007", 6, 14)]
    [InlineData(Head + "  - id: a\n    size: 4 $ 2", "HS0007", 6, 13)]
    [InlineData(Head + "  - id: a\n    size: '\"four'", "HS0007", 6, 12)]
    [InlineData(Head + "  - id: a\n    type: u1\n  - id: b\n    size: a.as<u2>", "HS0007", 8, 13)]
    [InlineData(Head + "  - id: len\n    type: u1\n  - id: a\n    size: 2 * lem", "HS0008", 8, 15)]
    [InlineData(Head + "  - id: t\n    type: t\n  - id: a\n    size: t.lem\ntypes:\n  t:\n    seq:\n      - id: len\n        type: u1", "HS0008", 8, 11)]
    [InlineData(Head + "  - id: a\n    type: t(_root.x)\ntypes:\n  t:\n    params:\n      - id: n\n        type: u1\n    seq:\n      - id: y\n        size: n", "HS0008", 6, 13)]
    [InlineData(Head + "  - id: flag\n    type: u1\n  - id: a\n    type: u1\n    if: flag", "HS0009", 9, 9)]
    [InlineData(Head + "  - id: a\n    size: 3 == 4", "HS0009", 6, 11)]
    [InlineData(Head + "  - id: a\n    type: u8\n  - id: b\n    size: a * a * a", "HS0009", 8, 11)]
    [InlineData(Head + "  - id: a\n    type: t(1, 2)\ntypes:\n  t:\n    params:\n      - id: n\n        type: u1\n    seq:\n      - id: x\n        size: n", "HS0009", 6, 11)]
    [InlineData(Head + "  - id: a", "HS0010", 5, 5)]
    [InlineData(Head + "  - id: a\n    type: u1\n    repeat-expr: 4", "HS0010", 7, 18)]
    [InlineData(Head + "  - id: a\n    type: strz", "HS0010", 6, 11)]
    [InlineData("meta:\n  id: sample\nseq:\n  - id: a\n    type: u2", "HS0010", 5, 11)]
    [InlineData(Head + "  - id: a\n    type: b99", "HS0011", 6, 11)]
    [InlineData(Head + "  - id: a\n    contents: [1, 256]", "HS0011", 6, 19)]
    [InlineData(Head + "  - id: a\n    type: u1\n    valid: [1, 2]", "HS0011", 7, 12)]
    [InlineData(Head + "  - id: a\n    type: u1\n  - id: sum\n    type: u2\n    -hs-checksum: internet(_)", "HS0011", 7, 9)]
    [InlineData(Head + "  - id: a\n    type: u1\n  - id: a\n    type: u1", "HS0013", 7, 9)]
    [InlineData(Head + "  - id: A\n    type: u1", "HS0015", 5, 9)]
    [InlineData(Head + "  - id: a_b\n    type: u1\n  - id: a__b\n    type: u1", "HS0016", 7, 9)]
    [InlineData("meta:\n  id: sample\n  imports:\n    - other", "HS0017", 4, 7)]
    [InlineData(Head + "  - id: a\n    type: u1\n    valid:\n      min: 9\n      max: 8", "HS0019", 9, 12)]
    [InlineData(Head + "  - id: a\n    type: u1\n    valid: 256", "HS0019", 7, 12)]
    [InlineData(Head + "  - id: a\n    type: u1\ninstances:\n  b:\n    value: c + 1\n  c:\n    value: b + a", "HS0020", 11, 12)]
    [InlineData(Head + "  - id: a\n    size: b\n  - id: b\n    type: u1", "HS0021", 6, 11)]
    [InlineData(Head + "  - id: a\n    size: c\n  - id: b\n    type: u1\ninstances:\n  c:\n    value: b + 1", "HS0021", 6, 11)]
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
    [InlineData("  - id: a\n    size: 4\n    process: zlib", "'process' is not supported: read the bytes as they are, and process them in C#")]
    [InlineData("  - id: a\n    type: u1\ninstances:\n  b:\n    value: a + c\n  c:\n    value: b", "'c' is defined by itself: c -> b -> c")]
    [InlineData("  - id: a\n    type: u1\n    valid:\n      min: 300", "No value of 'a' can be valid: the rules leave nothing of 0 to 255")]
    public void The_message_says_what_to_write_instead(string fields, string message)
    {
        GeneratorRunResult result = new SpecCompiler(("sample.ksy", Head + fields)).Run();

        Assert.Equal(message, Assert.Single(result.Diagnostics).GetMessage());
    }

    [Theory]
    [InlineData(Head + "  - id: a\n    type: b3\n  - id: b\n    type: u1", "HS0012", 7, 9, DiagnosticSeverity.Warning)]
    [InlineData(Head + "  - id: a\n    type: t(1)\ntypes:\n  t:\n    params:\n      - id: n\n        type: u1\n    seq:\n      - id: x\n        type: u1", "HS0018", 10, 13, DiagnosticSeverity.Warning)]
    [InlineData(Head + "  - id: x\n    type: u1\n  - id: y\n    type: u1\n  - id: a\n    size: x * y\n  - id: rest\n    size-eos: true", "HS0014", 10, 11, DiagnosticSeverity.Info)]
    public void A_warning_is_told_beside_the_code(string spec, string id, int line, int column, DiagnosticSeverity severity)
    {
        GeneratorRunResult result = new SpecCompiler(("sample.ksy", spec)).Run();

        Assert.Single(result.GeneratedSources);
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
        Assert.Equal((id, line, column, severity), (diagnostic.Id, place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1, diagnostic.Severity));
    }

    [Fact]
    public void The_help_link_leads_to_the_section_of_the_reference_page()
    {
        GeneratorRunResult result = new SpecCompiler(("sample.ksy", Head + "  - id: a\n    type: thing")).Run();

        Assert.Equal($"file://{SpecCompiler.Docs}#hs0005", Assert.Single(result.Diagnostics).Descriptor.HelpLinkUri);
    }
}
