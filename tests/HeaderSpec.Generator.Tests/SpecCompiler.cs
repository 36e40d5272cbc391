using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace HeaderSpec.Generator.Tests;

/// <summary>Runs the generator as the compiler does, with its real driver.</summary>
internal sealed class SpecCompiler
{
    /// <summary>Where the tests say that the reference page is.</summary>
    public const string Docs = "/somewhere/headerspec.md";

    // The language of .NET 8, the least that generated code must compile with.
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp12);

    private readonly Dictionary<string, SpecText> _specs = [];
    private CSharpCompilation _compilation;
    private GeneratorDriver _driver;

    public SpecCompiler(params (string Name, string Text)[] specs)
    {
        string[] references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        _compilation = CSharpCompilation.Create(
            "Generated",
            [CSharpSyntaxTree.ParseText("class Program;", ParseOptions)],
            references.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        foreach ((string name, string text) in specs)
        {
            _specs[name] = new SpecText(name, text);
        }

        _driver = CSharpGeneratorDriver.Create(
            [new HeaderSpecGenerator().AsSourceGenerator()], _specs.Values, ParseOptions, new SpecOptions(), new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
    }

    /// <summary>Runs the generator, and gives what it found and made.</summary>
    public GeneratorRunResult Run()
    {
        _driver = _driver.RunGenerators(_compilation);
        return _driver.GetRunResult().Results.Single();
    }

    /// <summary>What the C# compiler finds wrong with the generated code.</summary>
    public ImmutableArray<Diagnostic> CompileErrors()
    {
        _driver.RunGeneratorsAndUpdateCompilation(_compilation, out Compilation all, out _);
        return [.. all.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
    }

    /// <summary>Compiles all, and loads what came out.</summary>
    public Assembly Load()
    {
        _driver.RunGeneratorsAndUpdateCompilation(_compilation, out Compilation all, out _);
        using MemoryStream image = new();
        EmitResult result = all.Emit(image);
        return result.Success
            ? Assembly.Load(image.ToArray())
            : throw new InvalidOperationException("The generated code does not compile:\n" + string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
    }

    public void EditSpec(string name, string text)
    {
        SpecText changed = new(name, text);
        _driver = _driver.ReplaceAdditionalText(_specs[name], changed);
        _specs[name] = changed;
    }

    public void EditCode(string text) => _compilation = _compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(text, ParseOptions));

    /// <summary>Compiles a program of top-level statements beside the specs, with what the SDK imports for a console project.</summary>
    public void SetProgram(string text)
    {
        const string Implicit = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";
        _compilation = _compilation
            .RemoveAllSyntaxTrees()
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText(Implicit, ParseOptions), CSharpSyntaxTree.ParseText(text, ParseOptions))
            .WithOptions(_compilation.Options.WithOutputKind(OutputKind.ConsoleApplication));
    }

    private sealed class SpecText(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class SpecOptions : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(new() { ["build_property.HeaderSpecDocs"] = Docs });

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Options(new() { ["build_metadata.AdditionalFiles.SourceItemGroup"] = "HeaderSpec" });
    }

    private sealed class Options(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
