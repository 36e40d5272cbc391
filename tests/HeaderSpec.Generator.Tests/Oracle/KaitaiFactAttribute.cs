namespace HeaderSpec.Generator.Tests.Oracle;

/// <summary>A test with Kaitai's own compiler: skipped, with the reason, where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KaitaiFactAttribute : FactAttribute
{
    public KaitaiFactAttribute() => Skip = KaitaiOracle.Missing;
}
