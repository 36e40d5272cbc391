using System.Globalization;
using System.Text.RegularExpressions;

namespace TcpEngine.Drill;

/// <summary>An expression of a code block over whole numbers, with Python's precedence and its chained comparisons.</summary>
internal sealed partial class CodeExpression
{
    private static readonly string[] Comparisons = ["==", "!=", "<=", ">=", "<", ">"];

    private readonly string _text;
    private readonly IReadOnlyDictionary<string, long> _variables;
    private readonly SourcePosition _position;
    private readonly List<(string Text, int Offset)> _tokens;
    private int _next;

    public CodeExpression(string text, IReadOnlyDictionary<string, long> variables, SourcePosition position)
    {
        _text = text;
        _variables = variables;
        _position = position;
        _tokens = [.. Tokens().Matches(text).Select(match => (match.Value, match.Index)), ("", text.Length)];
    }

    /// <summary>The condition of an assertion, without its message.</summary>
    public string ConditionText { get; private set; } = "";

    /// <summary>The value of the whole text.</summary>
    /// <exception cref="DrillScriptException">It is no expression, or names a variable that does not exist.</exception>
    public long EvaluateAll()
    {
        long value = EvaluateOr();
        return Current.Length == 0 ? value : throw Unexpected();
    }

    /// <summary>The value of the text up to an assertion's message.</summary>
    public long EvaluateCondition()
    {
        long value = EvaluateOr();
        ConditionText = _text[.._tokens[_next].Offset].Trim();
        return Current is "" or "," ? value : throw Unexpected();
    }

    [GeneratedRegex(@"0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?|[A-Za-z_]\w*|==|!=|<=|>=|<<|>>|//|\S")]
    private static partial Regex Tokens();

    private string Current => _tokens[_next].Text;

    private bool TryTake(string token)
    {
        bool isThere = Current == token;
        _next += isThere ? 1 : 0;
        return isThere;
    }

    private DrillScriptException Unexpected() => new(
        _position, Current.Length == 0 ? $"'{_text}' ends too early." : $"'{_text}': '{Current}' is not supported here: code blocks know whole numbers, names, comparisons, and, or, not, and + - * // % & | ^ << >>.");

    private long EvaluateOr()
    {
        long value = EvaluateAnd();
        while (TryTake("or"))
        {
            long right = EvaluateAnd();
            value = value != 0 ? value : right;
        }

        return value;
    }

    private long EvaluateAnd()
    {
        long value = EvaluateNot();
        while (TryTake("and"))
        {
            long right = EvaluateNot();
            value = value == 0 ? value : right;
        }

        return value;
    }

    private long EvaluateNot() => TryTake("not") ? (EvaluateNot() == 0 ? 1 : 0) : EvaluateComparison();

    // a <= b <= c holds where both do.
    private long EvaluateComparison()
    {
        long left = EvaluateBits(0);
        bool isChain = false;
        bool holds = true;
        while (Comparisons.Contains(Current))
        {
            string comparison = _tokens[_next++].Text;
            long right = EvaluateBits(0);
            holds &= comparison switch
            {
                "==" => left == right,
                "!=" => left != right,
                "<=" => left <= right,
                ">=" => left >= right,
                "<" => left < right,
                _ => left > right,
            };
            left = right;
            isChain = true;
        }

        return isChain ? (holds ? 1 : 0) : left;
    }

    // From the loosest to the tightest: | ^ & shifts, sums, products.
    private long EvaluateBits(int level)
    {
        if (level == 6)
        {
            return EvaluateUnary();
        }

        long left = EvaluateBits(level + 1);
        while (LevelOf(Current) == level)
        {
            string operation = _tokens[_next++].Text;
            long right = EvaluateBits(level + 1);
            left = Apply(operation, left, right);
        }

        return left;
    }

    private static int LevelOf(string operation) => operation switch
    {
        "|" => 0,
        "^" => 1,
        "&" => 2,
        "<<" or ">>" => 3,
        "+" or "-" => 4,
        "*" or "//" or "%" => 5,
        _ => -1,
    };

    private long Apply(string operation, long left, long right) => operation switch
    {
        "|" => left | right,
        "^" => left ^ right,
        "&" => left & right,
        "<<" => left << (int)right,
        ">>" => left >> (int)right,
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        _ when right == 0 => throw new DrillScriptException(_position, $"'{_text}' divides by zero."),
        "//" => (left / right) - (left % right != 0 && (left < 0) != (right < 0) ? 1 : 0), // Python rounds down
        _ => ((left % right) + right) % right,
    };

    private long EvaluateUnary()
    {
        if (TryTake("-"))
        {
            return -EvaluateUnary();
        }

        if (TryTake("~"))
        {
            return ~EvaluateUnary();
        }

        if (TryTake("("))
        {
            long inner = EvaluateOr();
            return TryTake(")") ? inner : throw Unexpected();
        }

        string token = Current;
        if (token.Length == 0 || !(char.IsAsciiLetterOrDigit(token[0]) || token[0] == '_'))
        {
            throw Unexpected();
        }

        bool isHex = token.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        long value;
        if (char.IsAsciiDigit(token[0]))
        {
            if (!long.TryParse(isHex ? token.AsSpan(2) : token, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out value))
            {
                throw Unexpected();
            }
        }
        else if (!_variables.TryGetValue(token, out value))
        {
            throw !token.StartsWith("tcpi_", StringComparison.Ordinal)
                ? new DrillScriptException(_position, $"'{token}' is not known in code blocks.")
                : new DrillScriptException(_position, $"The engine does not have tcp_info's '{token}'.");
        }

        _next++;
        return value;
    }
}
