using System.Numerics;

namespace HeaderSpec.Model;

/// <summary>An enum of a spec.</summary>
/// <param name="Key">The path from the spec's id on: <c>tcp::option_kind</c>.</param>
/// <param name="BitSize">The bits of the widest field that holds it.</param>
internal sealed record EnumModel(string Key, string Id, string Name, string Doc, int BitSize, EquatableArray<EnumItem> Items)
{
    public bool IsSigned => Items.Any(item => item.Value.Sign < 0);
}

internal sealed record EnumItem(string Id, string Name, BigInteger Value, string Doc);
