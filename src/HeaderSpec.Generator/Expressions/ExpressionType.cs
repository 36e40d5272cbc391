namespace HeaderSpec.Expressions;

/// <summary>The type of an expression: an integer, a truth value, bytes, the stream, or an enum by its id.</summary>
internal readonly record struct ExpressionType(string Kind, string Enum = "")
{
    public static readonly ExpressionType Integer = new("an integer");

    public static readonly ExpressionType Boolean = new("a truth value");

    public static readonly ExpressionType Bytes = new("bytes");

    public static readonly ExpressionType Stream = new("the stream");

    public static ExpressionType OfEnum(string id) => new("enum", id);

    public override string ToString() => Enum.Length == 0 ? Kind : $"a value of enum '{Enum}'";
}
