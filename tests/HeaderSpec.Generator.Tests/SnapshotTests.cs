using System.Collections.Immutable;
using HeaderSpec.Generator.Tests.Oracle;
using Microsoft.CodeAnalysis;
using Shared;

namespace HeaderSpec.Generator.Tests;

public sealed class SnapshotTests
{
    private static readonly Lazy<ImmutableArray<GeneratedSourceResult>> LazyConstructs = new(() =>
        new SpecCompiler([.. Directory.EnumerateFiles(KaitaiOracle.Specs, "*.ksy").Select(path => (Path.GetFileName(path), File.ReadAllText(path)))]).Run().GeneratedSources);

    public static TheoryData<string> Constructs => OracleTests.Specs;

    [Theory]
    [InlineData("tcp", "mptcp")]
    [InlineData("mptcp")]
    [InlineData("ipv4")]
    [InlineData("ipv6")]
    [InlineData("ethernet")]
    [InlineData("trailer")]
    [InlineData("vlan")]
    [InlineData("udp")]
    [InlineData("icmpv4")]
    [InlineData("icmpv6")]
    [InlineData("ipv6_fragment")]
    [InlineData("ipv6_extension")]
    [InlineData("authentication")]
    [InlineData("ipv6_destination")]
    [InlineData("ipv6_hop_by_hop")]
    [InlineData("ipv6_routing")]
    [InlineData("linux_cooked")]
    [InlineData("linux_cooked2")]
    [InlineData("llc")]
    [InlineData("loopback")]
    [InlineData("loopback_le")]
    [InlineData("service_vlan")]
    [InlineData("snap")]
    public void The_code_of_every_spec_is_as_verified(string spec, params string[] imports)
    {
        SpecCompiler compiler = new([.. imports.Prepend(spec).Select(name => ($"{name}.ksy", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "specs", name + ".ksy"))))]);

        GeneratorRunResult result = compiler.Run();

        Assert.Empty(result.Diagnostics);
        string hint = string.Concat(spec.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])) + ".g.cs";
        Snapshot.Verify(result.GeneratedSources.Single(source => source.HintName == hint).SourceText.ToString(), "cs", spec);
        Assert.Empty(compiler.CompileErrors());
    }

    /// <summary>The code of small specs, each of which shows one construct of the language.</summary>
    [Theory]
    [MemberData(nameof(Constructs))]
    public void The_code_of_every_construct_is_as_verified(string spec)
    {
        string hint = string.Concat(spec.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])) + ".g.cs";

        GeneratedSourceResult source = LazyConstructs.Value.Single(source => source.HintName == hint);

        Snapshot.Verify(source.SourceText.ToString(), "cs", spec, file: Path.Combine(KaitaiOracle.Specs, "Specs.cs"));
    }
}
