namespace TcpEngine.Drill;

/// <summary>The arguments of a system call, as the values that the call takes.</summary>
internal sealed class CallArguments(CallEvent call)
{
    /// <summary>The call.</summary>
    public CallEvent Call => call;

    /// <summary>The value of an expression that stands for a number.</summary>
    /// <exception cref="DrillScriptException">It does not, or has a name that nobody knows.</exception>
    public static long Evaluate(CallExpression expression) => expression switch
    {
        IntegerExpression integer => integer.Value,
        NameExpression name => Constants.TryGet(name.Name, out long value) ? value : throw new DrillScriptException(name.Position, $"There is no constant '{name.Name}'."),
        OrExpression or => or.Terms.Aggregate(0L, (bits, term) => bits | Evaluate(term)),
        FunctionExpression { Name: "htons" or "ntohs" or "htonl" or "ntohl", Arguments.Count: 1 } function => Evaluate(function.Arguments[0]),
        _ => throw new DrillScriptException(expression.Position, "Expected a number or a constant's name."),
    };

    /// <summary>Sees that there are that many arguments.</summary>
    /// <exception cref="DrillScriptException">There are more or fewer.</exception>
    public void RequireCount(int minimum, int maximum)
    {
        if (call.Arguments.Count < minimum || call.Arguments.Count > maximum)
        {
            string wanted = minimum == maximum ? $"{minimum}" : $"{minimum} to {maximum}";
            throw new DrillScriptException(call.Position, $"{call.Name} takes {wanted} arguments, not {call.Arguments.Count}.");
        }
    }

    /// <summary>An argument.</summary>
    public CallExpression this[int index] => call.Arguments[index];

    /// <summary>An argument that is a number.</summary>
    public long Integer(int index) => Evaluate(call.Arguments[index]);

    /// <summary>An argument that is <c>[n]</c>.</summary>
    public long Reference(int index) => call.Arguments[index] is ListExpression { Items: [{ } item] }
        ? Evaluate(item)
        : throw new DrillScriptException(call.Arguments[index].Position, "Expected a number by reference: [n].");

    /// <summary>Whether an argument is a null pointer.</summary>
    public bool IsNull(int index) => call.Arguments[index] is IntegerExpression { Value: 0 } or NameExpression { Name: "NULL" };

    /// <summary>The socket that a structure for an address names; null for <c>...</c>.</summary>
    /// <exception cref="DrillScriptException">It is no such structure.</exception>
    public static TcpEndpoint? Endpoint(CallExpression expression)
    {
        if (expression is EllipsisExpression)
        {
            return null;
        }

        if (expression is not StructExpression structure
            || (structure["sin_port"] ?? structure["sin6_port"]) is not { } port
            || (structure["sin_addr"] ?? structure["sin6_addr"]) is not { } address)
        {
            throw new DrillScriptException(expression.Position, "Expected an address: ..., or {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr(\"192.0.2.1\")}.");
        }

        long number = Evaluate(port);
        return number is >= 0 and <= ushort.MaxValue
            ? new TcpEndpoint(Address(address), (ushort)number)
            : throw new DrillScriptException(port.Position, $"{number} is no port.");
    }

    private static IpAddress Address(CallExpression expression)
    {
        string? text = expression switch
        {
            FunctionExpression { Name: "inet_addr" or "inet6_addr", Arguments: [StringExpression inner] } => inner.Value,
            StringExpression literal => literal.Value,
            NameExpression { Name: "INADDR_ANY" } => "0.0.0.0",
            _ => null,
        };
        return IpAddress.TryParse(text, out IpAddress address) ? address : throw new DrillScriptException(expression.Position, "Expected an address: inet_addr(\"192.0.2.1\").");
    }
}
