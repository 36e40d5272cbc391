namespace TcpEngine.Drill;

/// <summary>The tokens of a script, one after the other.</summary>
internal sealed class TokenStream(IReadOnlyList<Token> tokens)
{
    private int _next;

    /// <summary>The next token.</summary>
    public Token Current => tokens[_next];

    /// <summary>The one before it; the first one at the start.</summary>
    public Token Previous => tokens[Math.Max(0, _next - 1)];

    /// <summary>A token further on; the end behind the last one.</summary>
    public Token Ahead(int count) => tokens[Math.Min(_next + count, tokens.Count - 1)];

    /// <summary>Takes the next token.</summary>
    public Token Take()
    {
        Token token = tokens[_next];
        _next = Math.Min(_next + 1, tokens.Count - 1);
        return token;
    }

    /// <summary>Takes the next token if it is this character.</summary>
    public bool TryTake(char symbol)
    {
        bool isThere = Current.IsSymbol(symbol);
        if (isThere)
        {
            Take();
        }

        return isThere;
    }

    /// <summary>Takes the next token if it is this word.</summary>
    public bool TryTake(string word)
    {
        bool isThere = Current.IsWord(word);
        if (isThere)
        {
            Take();
        }

        return isThere;
    }

    /// <summary>Takes this character.</summary>
    /// <exception cref="DrillScriptException">Something else stands there.</exception>
    public void Expect(char symbol, string where)
    {
        if (!TryTake(symbol))
        {
            throw Unexpected($"'{symbol}' {where}");
        }
    }

    /// <summary>Takes a number within limits.</summary>
    /// <exception cref="DrillScriptException">Something else stands there, or it is beyond the limits.</exception>
    public long TakeInteger(string what, long minimum, long maximum)
    {
        Token token = Current;
        if (!token.TryGetInteger(out long value))
        {
            throw Unexpected(what);
        }

        if (value < minimum || value > maximum)
        {
            throw new DrillScriptException(token.Position, $"{what} must be from {minimum} to {maximum}, not {value}.");
        }

        Take();
        return value;
    }

    /// <summary>Takes a 32-bit number: a sequence number, for instance.</summary>
    public uint TakeUInt32(string what) => (uint)TakeInteger(what, 0, uint.MaxValue);

    /// <summary>Takes a 16-bit number: a port, for instance.</summary>
    public ushort TakeUInt16(string what) => (ushort)TakeInteger(what, 0, ushort.MaxValue);

    /// <summary>What to throw where something else is expected.</summary>
    public DrillScriptException Unexpected(string expected) => new(Current.Position, $"Expected {expected}, found {Current}.");
}
