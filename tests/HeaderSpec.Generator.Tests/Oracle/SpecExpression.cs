using System.Globalization;
using System.Text.RegularExpressions;

namespace HeaderSpec.Generator.Tests.Oracle;

/// <summary>
/// An expression of a spec, evaluated over what has been written so far. It is no judge: it only helps to write inputs that are likely to be read. What is not known
/// yet (what follows, how long the stream will be) is a <see cref="NotKnownException"/>.
/// </summary>
internal sealed partial class SpecExpression
{
    private static readonly string[][] Levels = [["or"], ["and"], ["==", "!=", "<=", ">=", "<", ">"], ["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "%"]];

    private readonly string[] _tokens;
    private int _next;

    private SpecExpression(string text) => _tokens = [.. Token().Matches(text).Select(match => match.Value)];

    /// <summary>What gives the value of the expression in an object: <see cref="long"/>, <see cref="bool"/>, <see cref="double"/>, <see cref="string"/>, bytes, a list or an object.</summary>
    public static Func<WrittenObject, object> Parse(string text)
    {
        SpecExpression parser = new(text);
        Func<WrittenObject, object> result = parser.Ternary();
        return parser._next == parser._tokens.Length ? result : throw new FormatException($"'{parser.Peek}' is not expected in {text}");
    }

    public static bool Same(object left, object right) => left is byte[] one && right is byte[] other ? one.AsSpan().SequenceEqual(other) : left.Equals(right);

    private string Peek => _next < _tokens.Length ? _tokens[_next] : "";

    private bool Take(string token)
    {
        bool found = Peek == token;
        _next += found ? 1 : 0;
        return found;
    }

    private Func<WrittenObject, object> Ternary()
    {
        Func<WrittenObject, object> condition = Binary(0);
        if (!Take("?"))
        {
            return condition;
        }

        Func<WrittenObject, object> yes = Ternary();
        Expect(":");
        Func<WrittenObject, object> no = Ternary();
        return scope => Truth(condition(scope)) ? yes(scope) : no(scope);
    }

    private Func<WrittenObject, object> Binary(int level)
    {
        if (level == Levels.Length)
        {
            return Unary();
        }

        if (level == 2 && Take("not"))
        {
            Func<WrittenObject, object> operand = Binary(level);
            return scope => !Truth(operand(scope));
        }

        Func<WrittenObject, object> left = Binary(level + 1);
        while (Levels[level].FirstOrDefault(Take) is { } symbol)
        {
            Func<WrittenObject, object> first = left;
            Func<WrittenObject, object> second = Binary(level + 1);
            left = symbol switch
            {
                "or" => scope => Truth(first(scope)) || Truth(second(scope)),
                "and" => scope => Truth(first(scope)) && Truth(second(scope)),
                _ => scope => Apply(symbol, first(scope), second(scope)),
            };
        }

        return left;
    }

    private Func<WrittenObject, object> Unary()
    {
        if (Take("-"))
        {
            Func<WrittenObject, object> operand = Unary();
            return scope => operand(scope) is double value ? (object)-value : -Whole(operand(scope));
        }

        if (Take("~"))
        {
            Func<WrittenObject, object> operand = Unary();
            return scope => ~Whole(operand(scope));
        }

        Func<WrittenObject, object> result = Atom();
        while (true)
        {
            Func<WrittenObject, object> inner = result;
            if (Take("."))
            {
                string member = _tokens[_next++];
                result = scope => Member(inner(scope), member);
            }
            else if (Take("["))
            {
                Func<WrittenObject, object> index = Ternary();
                Expect("]");
                result = scope => Element(inner(scope), Whole(index(scope)));
            }
            else
            {
                return result;
            }
        }
    }

    private Func<WrittenObject, object> Atom()
    {
        string token = _tokens[_next++];
        if (token == "(")
        {
            Func<WrittenObject, object> inner = Ternary();
            Expect(")");
            return inner;
        }

        if (token == "[")
        {
            List<Func<WrittenObject, object>> items = [];
            while (!Take("]"))
            {
                items.Add(Ternary());
                Take(",");
            }

            return scope => items.Select(item => unchecked((byte)Whole(item(scope)))).ToArray();
        }

        if (char.IsAsciiDigit(token[0]))
        {
            bool isFloat = !token.StartsWith("0x", StringComparison.Ordinal) && token.AsSpan().IndexOfAny('.', 'e') >= 0;
            object number = isFloat ? double.Parse(token, CultureInfo.InvariantCulture) : (object)SpecType.Integer(token);
            return _ => number;
        }

        if (token[0] is '"' or '\'')
        {
            return _ => token[1..^1];
        }

        if (token is "true" or "false")
        {
            return _ => token == "true";
        }

        int member = token.LastIndexOf("::", StringComparison.Ordinal);
        return member < 0
            ? scope => scope.Lookup(token)
            : scope => scope.Type.FindEnum(token[..member])?.GetValueOrDefault(token[(member + 2)..]) ?? throw new NotKnownException(token);
    }

    private void Expect(string token)
    {
        if (!Take(token))
        {
            throw new FormatException($"'{token}' is expected, not '{Peek}'");
        }
    }

    private static object Apply(string symbol, object left, object right)
    {
        switch (symbol)
        {
            case "==":
                return Same(left, right);
            case "!=":
                return !Same(left, right);
            case "<" or ">" or "<=" or ">=":
                int order = left is string text && right is string other ? string.CompareOrdinal(text, other) : Number(left).CompareTo(Number(right));
                return symbol switch { "<" => order < 0, ">" => order > 0, "<=" => order <= 0, _ => order >= 0 };
        }

        if (left is double || right is double)
        {
            (double x, double y) = (Number(left), Number(right));
            return symbol switch { "+" => x + y, "-" => x - y, "*" => x * y, "/" => x / y, _ => throw new NotKnownException(symbol) };
        }

        (long a, long b) = (Whole(left), Whole(right));
        if (b == 0 && symbol is "/" or "%")
        {
            throw new NotKnownException("a division by 0");
        }

        return symbol switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => (long)Math.Floor((decimal)a / b),
            "%" => a - (b * (long)Math.Floor((decimal)a / b)),
            "&" => a & b,
            "|" => a | b,
            "^" => a ^ b,
            "<<" => a << (int)b,
            _ => a >> (int)b,
        };
    }

    private static object Member(object of, string name) => (of, name) switch
    {
        (WrittenObject inner, _) => inner.Lookup(name),
        (WrittenStream stream, "pos") => stream.Position,
        (WrittenStream { Size: { } size }, "size") => size,
        (WrittenStream { Size: { } size } stream, "eof") => stream.Position >= size,
        (byte[] bytes, "size" or "length") => (long)bytes.Length,
        (string text, "length") => (long)text.Length,
        (string text, "to_i") => long.TryParse(text, CultureInfo.InvariantCulture, out long value) ? value : throw new NotKnownException(text),
        (List<object> list, "size") => (long)list.Count,
        (_, "first") => Element(of, 0),
        (List<object> list, "last") => Element(of, list.Count - 1),
        (bool truth, "to_i") => truth ? 1L : 0L,
        (long, "to_i") => of,
        _ => throw new NotKnownException(name),
    };

    private static object Element(object of, long index) => of switch
    {
        byte[] bytes when index >= 0 && index < bytes.Length => (long)bytes[index],
        List<object> list when index >= 0 && index < list.Count => list[(int)index],
        _ => throw new NotKnownException("an element"),
    };

    private static bool Truth(object value) => value is bool truth ? truth : throw new NotKnownException("a truth value");

    private static long Whole(object value) => value is long number ? number : throw new NotKnownException("an integer");

    private static double Number(object value) => value is double number ? number : Whole(value);

    [GeneratedRegex("""[0-9]+\.[0-9]+(?:e[+-]?[0-9]+)?|[0-9][0-9a-zA-Z_]*|[a-zA-Z_][a-zA-Z0-9_]*(?:::[a-zA-Z_][a-zA-Z0-9_]*)*|"[^"]*"|'[^']*'|==|!=|<=|>=|<<|>>|[-+*/%&|^~<>()\[\]?:.,]""")]
    private static partial Regex Token();
}
