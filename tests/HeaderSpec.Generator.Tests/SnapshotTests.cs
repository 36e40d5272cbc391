using Microsoft.CodeAnalysis;
using Shared;

namespace HeaderSpec.Generator.Tests;

public sealed class SnapshotTests
{
    [Theory]
    [InlineData("tcp")]
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
    public void The_code_of_every_spec_is_as_verified(string spec)
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "specs", spec + ".ksy"));
        SpecCompiler compiler = new(($"{spec}.ksy", text));

        GeneratorRunResult result = compiler.Run();

        Assert.Empty(result.Diagnostics);
        Snapshot.Verify(result.GeneratedSources.Single().SourceText.ToString(), "cs", spec);
        Assert.Empty(compiler.CompileErrors());
    }
}
