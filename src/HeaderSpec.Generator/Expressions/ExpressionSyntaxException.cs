namespace HeaderSpec.Expressions;

/// <summary>An expression that cannot be parsed: what is wrong, and where in its text.</summary>
internal sealed class ExpressionSyntaxException(string message, int start, int length) : Exception(message)
{
    public int Start { get; } = start;

    public int Length { get; } = length;
}
