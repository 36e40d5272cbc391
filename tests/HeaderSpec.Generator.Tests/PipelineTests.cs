using Microsoft.CodeAnalysis;

namespace HeaderSpec.Generator.Tests;

public sealed class PipelineTests
{
    private const string Spec = "meta:\n  id: sample\n  endian: be\nseq:\n  - id: a\n    type: u1\n";

    [Fact]
    public void An_edit_of_code_runs_nothing_again()
    {
        SpecCompiler compiler = new(("sample.ksy", Spec));
        compiler.Run();
        compiler.EditCode("class Another;");

        GeneratorRunResult again = compiler.Run();

        Assert.All(Reasons(again, HeaderSpecGenerator.ResolveStep), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        Assert.All(Reasons(again, HeaderSpecGenerator.ModelStep), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void An_edit_of_a_comment_changes_no_output()
    {
        SpecCompiler compiler = new(("sample.ksy", Spec));
        compiler.Run();
        compiler.EditSpec("sample.ksy", "# A comment.\n" + Spec);

        GeneratorRunResult again = compiler.Run();

        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(again, HeaderSpecGenerator.ReadStep));
        Assert.All(Reasons(again, HeaderSpecGenerator.ModelStep), reason => Assert.Contains(reason, (IncrementalStepRunReason[])[IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Cached]));
        Assert.All(again.TrackedOutputSteps.Values.SelectMany(steps => steps).SelectMany(step => step.Outputs), output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    [Fact]
    public void An_edit_of_one_spec_runs_that_one_again()
    {
        SpecCompiler compiler = new(("sample.ksy", Spec), ("other.ksy", Spec.Replace("sample", "other", StringComparison.Ordinal)));
        compiler.Run();
        compiler.EditSpec("sample.ksy", Spec + "  - id: b\n    type: u2\n");

        GeneratorRunResult again = compiler.Run();

        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], Reasons(again, HeaderSpecGenerator.ModelStep).Order());
    }

    [Fact]
    public void An_edit_of_a_spec_runs_its_importers_again_and_no_others()
    {
        const string Importer = "meta:\n  id: outer\n  endian: be\n  imports: [sample]\nseq:\n  - id: inner\n    type: sample\n";
        SpecCompiler compiler = new(("sample.ksy", Spec), ("outer.ksy", Importer), ("other.ksy", Spec.Replace("sample", "other", StringComparison.Ordinal)));
        compiler.Run();
        compiler.EditSpec("sample.ksy", Spec + "  - id: b\n    type: u2\n");

        GeneratorRunResult again = compiler.Run();

        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Modified, IncrementalStepRunReason.Unchanged], Reasons(again, HeaderSpecGenerator.ImportStep).OrderBy(reason => reason == IncrementalStepRunReason.Unchanged));
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], Reasons(again, HeaderSpecGenerator.ModelStep).OrderBy(reason => reason == IncrementalStepRunReason.Cached));
    }

    [Fact]
    public void An_error_is_told_beside_the_sources_of_the_other_specs()
    {
        GeneratorRunResult result = new SpecCompiler(("sample.ksy", Spec), ("broken.ksy", "meta: [")).Run();

        Assert.Single(result.GeneratedSources);
        Assert.Single(result.Diagnostics);
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step) =>
        result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason);
}
