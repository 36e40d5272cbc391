namespace HeaderSpec.Typing;

/// <summary>An expression with its type, as C#.</summary>
/// <param name="Code">The C#; where <paramref name="CanFault"/>, it sets a variable <c>fault</c> that is in scope.</param>
/// <param name="CSharp">The C# type of the code.</param>
/// <param name="IsAtomic">Whether the code needs no parentheses anywhere.</param>
/// <param name="CanFault">Whether there may be no value: a division by zero, an index out of range, an instance that cannot be read.</param>
internal sealed record TypedExpression(string Code, ExpressionType Type, string CSharp, bool IsAtomic = true, bool CanFault = false)
{
    /// <summary>The code as an operand.</summary>
    public string Operand => IsAtomic ? Code : $"({Code})";
}
