using System.Text;
using HeaderSpec.Diagnostics;
using HeaderSpec.Emit;
using HeaderSpec.Model;
using HeaderSpec.Reading;
using HeaderSpec.Resolving;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace HeaderSpec;

/// <summary>Compiles the project's <c>HeaderSpec</c> items to C#: read, find the imports, resolve, emit.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class HeaderSpecGenerator : IIncrementalGenerator
{
    /// <summary>The step that reads a spec's text.</summary>
    public const string ReadStep = "HeaderSpec.Read";

    /// <summary>The step that gathers what a spec imports.</summary>
    public const string ImportStep = "HeaderSpec.Import";

    /// <summary>The step that makes a model of a spec.</summary>
    public const string ResolveStep = "HeaderSpec.Resolve";

    /// <summary>The step that keeps the model alone: what emitting depends on.</summary>
    public const string ModelStep = "HeaderSpec.Model";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<SpecDocument> documents = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Where(pair => pair.Right.GetOptions(pair.Left).TryGetValue("build_metadata.AdditionalFiles.SourceItemGroup", out string? group) && group == "HeaderSpec")
            .Select((pair, cancellation) => SpecDocument.Of(pair.Left.Path, pair.Left.GetText(cancellation)?.ToString() ?? ""))
            .WithTrackingName(ReadStep);

        IncrementalValuesProvider<SpecClosure> closures = documents
            .Combine(documents.Collect())
            .Select((pair, _) => SpecClosure.Of(pair.Left, pair.Right))
            .WithTrackingName(ImportStep);

        IncrementalValuesProvider<Resolution> resolutions = closures.Select((closure, _) => Resolve(closure)).WithTrackingName(ResolveStep);

        IncrementalValuesProvider<World> models = resolutions
            .Where(resolution => resolution.Model is not null)
            .Select((resolution, _) => resolution.Model!)
            .WithTrackingName(ModelStep);

        context.RegisterSourceOutput(models, (output, world) => output.AddSource(SourceEmitter.HintName(world.Spec), SourceText.From(SourceEmitter.Emit(world), Encoding.UTF8)));

        IncrementalValueProvider<string> docs = context.AnalyzerConfigOptionsProvider
            .Select((options, _) => options.GlobalOptions.TryGetValue("build_property.HeaderSpecDocs", out string? path) ? path : "");
        context.RegisterSourceOutput(
            resolutions.SelectMany((resolution, _) => resolution.Diagnostics).Combine(docs),
            (output, pair) => output.ReportDiagnostic(ToRoslyn(pair.Left, pair.Right)));
    }

    private static Resolution Resolve(SpecClosure closure)
    {
        DiagnosticBag diagnostics = new(closure.Document.Path);
        World? model = SpecResolver.Resolve(closure, diagnostics);
        return new Resolution(model, diagnostics.ToArray());
    }

    private static Diagnostic ToRoslyn(SpecDiagnostic found, string docs)
    {
        SpecRule rule = found.Rule;
        DiagnosticSeverity severity = rule.Severity switch { SpecSeverity.Error => DiagnosticSeverity.Error, SpecSeverity.Warning => DiagnosticSeverity.Warning, _ => DiagnosticSeverity.Info };
        string help = Uri.TryCreate(docs, UriKind.Absolute, out Uri page) ? $"{page.AbsoluteUri}#{rule.Id.ToLowerInvariant()}" : "";
#pragma warning disable RS1017, RS2000 // The ids are those of SpecDiagnostics; a test compares them with the release files.
        DiagnosticDescriptor descriptor = new(rule.Id, rule.Title, rule.Message, "HeaderSpec", severity, isEnabledByDefault: true, helpLinkUri: help);
#pragma warning restore RS1017, RS2000
        LinePosition start = new(found.Position.Line, found.Position.Column);
        LinePosition end = new(found.Position.Line, found.Position.Column + Math.Max(1, found.Position.Length));
        return Diagnostic.Create(descriptor, Location.Create(found.Path, new TextSpan(0, 0), new LinePositionSpan(start, end)), [.. found.Arguments]);
    }

    private sealed record Resolution(World? Model, EquatableArray<SpecDiagnostic> Diagnostics);
}
