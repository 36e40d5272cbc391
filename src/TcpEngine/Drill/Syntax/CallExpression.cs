namespace TcpEngine.Drill;

/// <summary>An argument of a system call, or its result.</summary>
/// <param name="Position">Where it stands.</param>
internal abstract record CallExpression(SourcePosition Position);

/// <summary>A number.</summary>
internal sealed record IntegerExpression(SourcePosition Position, long Value) : CallExpression(Position);

/// <summary>A text in quotes.</summary>
internal sealed record StringExpression(SourcePosition Position, string Value) : CallExpression(Position);

/// <summary>A constant by its name.</summary>
internal sealed record NameExpression(SourcePosition Position, string Name) : CallExpression(Position);

/// <summary><c>A|B</c>.</summary>
internal sealed record OrExpression(SourcePosition Position, IReadOnlyList<CallExpression> Terms) : CallExpression(Position);

/// <summary><c>...</c>: the interpreter knows.</summary>
internal sealed record EllipsisExpression(SourcePosition Position) : CallExpression(Position);

/// <summary><c>[a, b]</c>: what is passed by reference.</summary>
internal sealed record ListExpression(SourcePosition Position, IReadOnlyList<CallExpression> Items) : CallExpression(Position);

/// <summary><c>{a=1, b=2}</c>.</summary>
internal sealed record StructExpression(SourcePosition Position, IReadOnlyList<StructField> Fields) : CallExpression(Position)
{
    /// <summary>A field's value; null where the structure does not have it.</summary>
    public CallExpression? this[string name] => Fields.FirstOrDefault(field => field.Name == name)?.Value;
}

/// <summary><c>htons(8080)</c>.</summary>
internal sealed record FunctionExpression(SourcePosition Position, string Name, IReadOnlyList<CallExpression> Arguments) : CallExpression(Position);

/// <summary>A field of a structure.</summary>
/// <param name="Name">Its name; null where it has none, as in <c>{..., 1000}</c>.</param>
/// <param name="Argument">What stands in brackets behind the name, as in <c>msg_iov(1)=</c>; null for nothing.</param>
/// <param name="Value">The value.</param>
internal sealed record StructField(string? Name, CallExpression? Argument, CallExpression Value);
