using TcpCodec;

namespace TcpEngine.Drill;

/// <summary>Parses packets: <c>&lt; [ip] [ports] flags start:end(len) ack N win N urg N &lt;options&gt;</c>, and ICMP messages.</summary>
internal sealed class PacketParser(string text, TokenStream tokens)
{
    private readonly TcpOptionParser _options = new(tokens);

    public PacketEvent Parse()
    {
        SourcePosition position = tokens.Current.Position;
        bool isInbound = tokens.Take().Text == "<";
        IpInformation ip = ParseIp(isInbound);
        Token next = tokens.Current;
        if (tokens.TryTake("icmp"))
        {
            return isInbound
                ? ParseIcmp() with { IsInbound = true, Ip = ip }
                : throw new DrillScriptException(position, "ICMP messages from the stack cannot be expected: a TCP sends none.");
        }

        if (next.Kind == TokenKind.Word && next.Text is "ipv4" or "ipv6" or "gre" or "mpls" or "encap" or "udp" or "raw")
        {
            throw new DrillScriptException(next.Position, $"'{next.Text}': encapsulation and other protocols than TCP and ICMP are not supported.");
        }

        return ParseTcp(isInbound) with { IsInbound = isInbound, Ip = ip };
    }

    private TcpPacketEvent ParseTcp(bool isInbound)
    {
        PortPair? ports = null;
        if (tokens.Current.Kind == TokenKind.Integer && tokens.Ahead(1).IsSymbol('>'))
        {
            ushort source = tokens.TakeUInt16("the source port");
            tokens.Take();
            ports = new PortPair(source, tokens.TakeUInt16("the destination port"));
        }

        TcpFlags flags = ParseFlags();
        (uint sequence, int length) = ParseRange();
        uint acknowledgment = tokens.TryTake("ack") ? tokens.TakeUInt32("an acknowledgment number") : 0;
        SourcePosition end = tokens.Current.Position;
        ushort? window = tokens.TryTake("win") ? tokens.TakeUInt16("a window") : null;
        if (isInbound && window is null)
        {
            throw new DrillScriptException(end, "A packet that goes into the stack needs its window: win N.");
        }

        ushort urgent = tokens.TryTake("urg") ? tokens.TakeUInt16("an urgent pointer") : (ushort)0;
        IReadOnlyList<ScriptTcpOption>? options = tokens.Current.IsSymbol('<') ? _options.ParseList(isInbound) : [];
        return new TcpPacketEvent(ports, flags, sequence, length, acknowledgment, window, urgent, options);
    }

    // Flags are one run of characters: letters, an ACE digit, and '.' for ACK. '.5' is a number for the lexer.
    private TcpFlags ParseFlags()
    {
        Token first = tokens.Current;
        int end = first.Start;
        while (tokens.Current.Start == end && tokens.Current.Kind is TokenKind.Word or TokenKind.Float or TokenKind.Integer or TokenKind.Symbol)
        {
            end = tokens.Take().End;
        }

        string letters = text[first.Start..end];
        TcpFlags flags = 0;
        bool hasDigit = false;
        foreach (char letter in letters == "-" ? "" : letters)
        {
            hasDigit |= char.IsAsciiDigit(letter) && letter != '0';
            flags |= letter switch
            {
                'F' => TcpFlags.Fin,
                'S' => TcpFlags.Syn,
                'R' => TcpFlags.Rst,
                'P' => TcpFlags.Psh,
                'U' => TcpFlags.Urg,
                'E' => TcpFlags.Ece,
                'W' => TcpFlags.Cwr,
                'A' => TcpFlags.Ae,
                '.' => TcpFlags.Ack,
                >= '0' and <= '7' => OfAce(letter - '0'),
                _ => throw new DrillScriptException(first.Position, $"'{letters}' are no flags: they are the letters F S R P E W A U, an ACE digit 1 to 7, and a dot for ACK, or - for none."),
            };
        }

        if (letters.Length == 0)
        {
            throw tokens.Unexpected("flags");
        }

        return !hasDigit || letters.AsSpan().IndexOfAny('E', 'W', 'A') < 0
            ? flags
            : throw new DrillScriptException(first.Position, "The flags have an ACE digit, which is AE, CWR and ECE, and one of the letters for these.");
    }

    // RFC 9768, section 3.1: AE is the highest bit of the ACE field.
    private static TcpFlags OfAce(int field) =>
        ((field & 4) != 0 ? TcpFlags.Ae : 0) | ((field & 2) != 0 ? TcpFlags.Cwr : 0) | ((field & 1) != 0 ? TcpFlags.Ece : 0);

    private (uint Start, int Length) ParseRange()
    {
        SourcePosition position = tokens.Current.Position;
        uint start = tokens.TakeUInt32("a sequence number");
        tokens.Expect(':', "between sequence numbers, as in 1:1001(1000)");
        uint end = tokens.TakeUInt32("a sequence number");
        tokens.Expect('(', "before the length, as in 1:1001(1000)");
        int length = tokens.TakeUInt16("a length");
        tokens.Expect(')', "after the length, as in 1:1001(1000)");
        return unchecked(start + (uint)length) == end
            ? (start, length)
            : throw new DrillScriptException(position, $"{start}:{end}({length}) does not add up: {start} and {length} make {unchecked(start + (uint)length)}.");
    }

    private IpInformation ParseIp(bool isInbound)
    {
        IpInformation ip = default;
        char close = tokens.Current.IsSymbol('(') ? ')' : ']';
        if (!tokens.TryTake('(') && !tokens.TryTake('['))
        {
            return ip;
        }

        do
        {
            Token word = tokens.Take();
            ip = word.Text switch
            {
                "noecn" => ip with { Ecn = 0 },
                "ect1" => ip with { Ecn = 1 },
                "ect0" => ip with { Ecn = 2 },
                "ce" => ip with { Ecn = 3 },
                "ect01" when !isInbound => ip with { IsAnyEct = true },
                "ect01" => throw new DrillScriptException(word.Position, "ect01 stands for either code point: a packet that goes into the stack has one, ect0 or ect1."),
                "tos" => ip with { TypeOfService = (byte)tokens.TakeInteger("a TOS byte", 0, 255) },
                "ttl" => ip with { TimeToLive = (byte)tokens.TakeInteger("a TTL", 0, 255) },
                "flowlabel" => ip with { FlowLabel = (uint)tokens.TakeInteger("a flow label", 0, 0xfffff) },
                _ => throw new DrillScriptException(word.Position, $"Expected noecn, ect0, ect1, ce, ect01, tos, ttl or flowlabel, found {word}."),
            };
        }
        while (tokens.TryTake(','));
        tokens.Expect(close, "after what is said of the IP header");
        return ip;
    }

    private IcmpPacketEvent ParseIcmp()
    {
        Token type = tokens.Take();
        if (type.Kind != TokenKind.Word)
        {
            throw new DrillScriptException(type.Position, $"Expected an ICMP type, found {type}.");
        }

        string? code = tokens.Current is { Kind: TokenKind.Word, Text: not ("mtu" or "id") } ? tokens.Take().Text : null;
        uint mtu = tokens.TryTake("mtu") ? tokens.TakeUInt32("an MTU") : 0;
        ushort id = tokens.TryTake("id") ? tokens.TakeUInt16("an identifier") : (ushort)0;
        (uint sequence, int length) = (0u, 0);
        if (tokens.TryTake('['))
        {
            if (tokens.Current.Kind == TokenKind.Word)
            {
                throw new DrillScriptException(tokens.Current.Position, $"A quoted {tokens.Current} packet is not supported: only TCP is, as in [1:1001(1000)].");
            }

            (sequence, length) = ParseRange();
            tokens.Expect(']', "after the quoted packet");
        }

        return new IcmpPacketEvent(type.Text, code, mtu, id, sequence, length);
    }
}
