using HeaderSpec.Model;

namespace HeaderSpec.Typing;

/// <summary>Where an expression stands: what its names mean.</summary>
/// <param name="Type">The type whose members it can name.</param>
/// <param name="IsReading">Whether <c>_io.pos</c> is known.</param>
/// <param name="Item">What <c>_</c> is; null for nothing.</param>
/// <param name="HasIndex">Whether <c>_index</c> is known.</param>
internal sealed record ExpressionContext(TypeModel Type, bool IsReading = false, TypedExpression? Item = null, bool HasIndex = false)
{
    /// <summary>The C# of <c>_io.pos</c>.</summary>
    public string Position { get; init; } = "at";

    /// <summary>The C# of <c>_index</c>.</summary>
    public string Index { get; init; } = "index";
}
