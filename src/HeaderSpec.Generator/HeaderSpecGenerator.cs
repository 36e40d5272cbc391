using System.Text;
using HeaderSpec.Diagnostics;
using HeaderSpec.Emit;
using HeaderSpec.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace HeaderSpec;

/// <summary>Compiles the project's <c>HeaderSpec</c> items to C#: read, resolve, emit.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class HeaderSpecGenerator : IIncrementalGenerator
{
    /// <summary>The step that reads a spec's text.</summary>
    public const string ReadStep = "HeaderSpec.Read";

    /// <summary>The step that makes a model of it.</summary>
    public const string ResolveStep = "HeaderSpec.Resolve";

    /// <summary>The step that keeps the model alone: what emitting depends on.</summary>
    public const string ModelStep = "HeaderSpec.Model";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<SpecFile> files = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Where(pair => pair.Right.GetOptions(pair.Left).TryGetValue("build_metadata.AdditionalFiles.SourceItemGroup", out string? group) && group == "HeaderSpec")
            .Select((pair, cancellation) => new SpecFile(pair.Left.Path, pair.Left.GetText(cancellation)?.ToString() ?? ""))
            .WithTrackingName(ReadStep);

        IncrementalValuesProvider<Resolution> resolutions = files.Select((file, _) => Resolve(file)).WithTrackingName(ResolveStep);

        IncrementalValuesProvider<SpecModel> models = resolutions
            .Where(resolution => resolution.Model is not null)
            .Select((resolution, _) => resolution.Model!)
            .WithTrackingName(ModelStep);

        context.RegisterSourceOutput(models, (output, model) => output.AddSource(SourceEmitter.HintName(model), SourceText.From(SourceEmitter.Emit(model), Encoding.UTF8)));

        context.RegisterSourceOutput(resolutions.SelectMany((resolution, _) => resolution.Diagnostics), (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));
    }

    private static Resolution Resolve(SpecFile file)
    {
        DiagnosticBag diagnostics = new(file.Path);
        SpecModel? model = SpecResolver.Resolve(file.Path, file.Text, diagnostics);
        return new Resolution(model, diagnostics.ToArray());
    }

    private sealed record SpecFile(string Path, string Text);

    private sealed record Resolution(SpecModel? Model, EquatableArray<DiagnosticInfo> Diagnostics);
}
