using System.Text;
using BenchmarkDotNet.Attributes;
using HeaderSpec.Generator.Tests;
using Microsoft.CodeAnalysis;

namespace Benchmarks;

/// <summary>What an edit of a spec of 1,000 fields costs in an editor: the generator alone, in Roslyn's driver, warm.</summary>
public class SpecCompilerBenchmarks
{
    private SpecCompiler _compiler = new();

    /// <summary>Closed: integers at fixed places. Walked: counted bytes, text with a terminator, and fields that may be absent.</summary>
    [Params("closed", "walked")]
    public string Kind { get; set; } = "";

    [IterationSetup]
    public void Begin() => _compiler = new(("sample.ksy", Kind == "closed" ? Closed() : Walked()));

    [Benchmark]
    public int Compile()
    {
        GeneratorRunResult result = _compiler.Run();
        return result.Diagnostics.IsEmpty ? result.GeneratedSources.Single().SourceText.Length : throw new InvalidOperationException(result.Diagnostics[0].ToString());
    }

    private static string Closed()
    {
        StringBuilder spec = new("meta: { id: sample, endian: be }\nseq:\n");
        for (int i = 0; i < 1000; i++)
        {
            spec.Append($"  - id: field_{i}\n    type: u{1 << (i % 4)}\n    doc: The field of number {i}.\n");
        }

        return spec.ToString();
    }

    private static string Walked()
    {
        StringBuilder spec = new("meta: { id: sample, endian: be, encoding: UTF-8 }\nseq:\n");
        for (int i = 0; i < 1000; i += 4)
        {
            spec.Append($"  - id: len_{i}\n    type: u1\n  - id: text_{i}\n    type: strz\n  - id: data_{i}\n    size: len_{i}\n  - id: maybe_{i}\n    type: u2\n    if: len_{i} > 3\n");
        }

        return spec.ToString();
    }
}
