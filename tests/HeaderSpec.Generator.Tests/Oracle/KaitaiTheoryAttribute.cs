namespace HeaderSpec.Generator.Tests.Oracle;

/// <summary>A test of several specs with Kaitai's own compiler: skipped, with the reason, where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KaitaiTheoryAttribute : TheoryAttribute
{
    public KaitaiTheoryAttribute() => Skip = KaitaiOracle.Missing;
}
