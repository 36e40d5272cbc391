using HeaderSpec.Diagnostics;
using HeaderSpec.Expressions;
using HeaderSpec.Model;

namespace HeaderSpec.Typing;

/// <summary>A value of an outer type that a type needs: <c>_parent.length</c>, <c>_root.header.kind</c>. Whoever reads the type hands it in.</summary>
/// <param name="Path">The names, the first of them <c>_parent</c> or <c>_root</c>.</param>
internal sealed record Capture(EquatableArray<string> Path)
{
    /// <summary>The second name of the capture that stands for the byte order of the type around.</summary>
    public const string Endian = "<endian>";

    public static readonly Capture OuterEndian = new(new EquatableArray<string>(["_parent", Endian]));

    public bool IsEndian => Path[Path.Count - 1] == Endian;

    public bool IsRoot => Path[0] == "_root";

    /// <summary>The parameter's name in C#.</summary>
    public string Name => IsEndian ? "isLittleEndian" : Names.Camel(Id);

    /// <summary>The name of the member that keeps it.</summary>
    public string Member => "_" + (IsEndian ? "isLittleEndian" : Names.Stem(Id));

    private string Id => string.Join("_", Path.Select(part => part.TrimStart('_')));

    /// <summary>The same value, seen from the type that holds the one with the capture.</summary>
    public Expression FromHolder(bool isHolderRoot)
    {
        IEnumerable<string> names = IsRoot && !isHolderRoot ? Path : Path.Skip(1);
        Expression? expression = null;
        foreach (string name in names)
        {
            expression = expression is null ? new NameExpression(name, 0, 0) : new MemberExpression(expression, name, default, 0, 0);
        }

        return expression!;
    }
}

/// <summary>The part of an expression that is a capture.</summary>
/// <param name="Capture">The capture; null where there is an error.</param>
/// <param name="Rest">How many members of the expression follow the captured value.</param>
internal sealed record Chain(Capture? Capture, int Rest, (SpecRule Rule, string[] Arguments)? Error = null);

/// <summary>The type of a member, and its C#.</summary>
/// <param name="CanFault">Whether there may be no value: then C# gets it by <c>Read…(ref fault)</c>.</param>
internal sealed record MemberType(ExpressionType Type, string CSharp, bool CanFault);
