namespace TcpEngine.Drill;

/// <summary>Parses a list of TCP options: <c>&lt;mss 1460,sackOK,TS val 100 ecr 0,nop,wscale 7&gt;</c>.</summary>
internal sealed class TcpOptionParser(TokenStream tokens)
{
    private const int MaximumSize = 40; // of all options: a data offset counts to 15 words

    /// <summary>Parses a list; null for <c>&lt;...&gt;</c>.</summary>
    public IReadOnlyList<ScriptTcpOption>? ParseList(bool isInbound)
    {
        SourcePosition position = tokens.Take().Position;
        if (tokens.Current.Kind == TokenKind.Ellipsis)
        {
            tokens.Take();
            tokens.Expect('>', "after the options");
            return isInbound ? throw new DrillScriptException(position, "<...> means any options: a packet that goes into the stack needs its own.") : null;
        }

        List<ScriptTcpOption> options = [];
        while (!tokens.TryTake('>'))
        {
            if (options.Count > 0)
            {
                tokens.Expect(',', "or '>' between options");
            }

            options.Add(ParseOption());
        }

        int size = options.Sum(TcpOptionBytes.SizeOf);
        if (size % 4 != 0 || size > MaximumSize)
        {
            throw new DrillScriptException(position, $"The options have {size} bytes: it must be a multiple of 4, pad with nop, and no more than {MaximumSize}.");
        }

        return options;
    }

    private ScriptTcpOption ParseOption()
    {
        Token word = tokens.Take();
        (ScriptTcpOptionKind kind, List<uint> numbers) = word.Text switch
        {
            "nop" => (ScriptTcpOptionKind.Nop, []),
            "eol" => (ScriptTcpOptionKind.Eol, []),
            "sackOK" => (ScriptTcpOptionKind.SackPermitted, []),
            "mss" => (ScriptTcpOptionKind.MaximumSegmentSize, [tokens.TakeUInt16("an MSS")]),
            "wscale" => (ScriptTcpOptionKind.WindowScale, [(uint)tokens.TakeInteger("a window scale", 0, 255)]),
            "TS" => (ScriptTcpOptionKind.Timestamps, ParseTimestamps()),
            "sack" => (ScriptTcpOptionKind.Sack, ParseBlocks()),
            "FO" => (ScriptTcpOptionKind.FastOpen, []),
            "FOEXP" => (ScriptTcpOptionKind.FastOpenExperiment, []),
            "md5" => (ScriptTcpOptionKind.Md5, []),
            "ECN" => ParseAccurateEcn(),
            _ => (default(ScriptTcpOptionKind), (List<uint>?)null!),
        };
        if (numbers is null)
        {
            throw new DrillScriptException(word.Position, $"Expected an option (mss, nop, eol, sackOK, wscale, TS, sack, FO, FOEXP, md5, ECN), found {word}.");
        }

        byte[] bytes = kind is ScriptTcpOptionKind.FastOpen or ScriptTcpOptionKind.FastOpenExperiment or ScriptTcpOptionKind.Md5 ? ParseBytes(kind) : [];
        return new ScriptTcpOption(kind, numbers, bytes, word.Position);
    }

    private List<uint> ParseTimestamps()
    {
        ExpectWord("val");
        uint value = tokens.TakeUInt32("a timestamp");
        ExpectWord("ecr");
        return [value, tokens.TakeUInt32("a timestamp")];
    }

    private List<uint> ParseBlocks()
    {
        List<uint> edges = [];
        while (tokens.Current.TryGetInteger(out _))
        {
            edges.Add(tokens.TakeUInt32("a SACK block's left edge"));
            tokens.Expect(':', "between a SACK block's edges");
            edges.Add(tokens.TakeUInt32("a SACK block's right edge"));
        }

        return edges;
    }

    // RFC 9768, section 3.2.3: kind 172 has the counters in the order of ECT(0), CE and ECT(1), kind 174 the other way round; the last ones may lack.
    private (ScriptTcpOptionKind Kind, List<uint> Counters) ParseAccurateEcn()
    {
        string[] order = tokens.Current.IsWord("e1b") ? ["e1b", "ceb", "e0b"] : ["e0b", "ceb", "e1b"];
        List<uint> counters = [];
        while (counters.Count < order.Length && tokens.TryTake(order[counters.Count]))
        {
            counters.Add((uint)tokens.TakeInteger("a 24-bit counter", 0, 0xffffff));
        }

        return (order[0] == "e0b" ? ScriptTcpOptionKind.AccurateEcn0 : ScriptTcpOptionKind.AccurateEcn1, counters);
    }

    // A cookie is a run of hexadecimal digits, which may look like a number or like a word.
    private byte[] ParseBytes(ScriptTcpOptionKind kind)
    {
        Token token = tokens.Current;
        if (token.Kind is not (TokenKind.Word or TokenKind.Integer))
        {
            return kind == ScriptTcpOptionKind.Md5 ? throw tokens.Unexpected("an MD5 digest in hexadecimal") : [];
        }

        tokens.Take();
        if (token.Text.Length % 2 != 0 || !token.Text.All(char.IsAsciiHexDigit))
        {
            throw new DrillScriptException(token.Position, $"{token} is not a row of bytes in hexadecimal. A name that stands for one is given with --define={token.Text}=...");
        }

        return Convert.FromHexString(token.Text);
    }

    private void ExpectWord(string word)
    {
        if (!tokens.TryTake(word))
        {
            throw tokens.Unexpected($"'{word}'");
        }
    }
}
