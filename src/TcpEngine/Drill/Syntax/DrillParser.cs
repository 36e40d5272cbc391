using System.Globalization;
using System.Text.RegularExpressions;

namespace TcpEngine.Drill;

/// <summary>Makes the tree of a script: its events with their times. Packets and calls have parsers of their own.</summary>
internal sealed partial class DrillParser
{
    private readonly string _text;
    private readonly TokenStream _tokens;
    private readonly PacketParser _packets;
    private readonly CallParser _calls;

    public DrillParser(string text, IReadOnlyList<Token> tokens)
    {
        _text = text;
        _tokens = new TokenStream(tokens);
        _packets = new PacketParser(text, _tokens);
        _calls = new CallParser(_tokens);
    }

    public DrillScript Parse(IReadOnlyList<DrillOption> options)
    {
        Token? initial = _tokens.Current.Kind == TokenKind.BackQuoted ? _tokens.Take() : null;
        List<DrillEvent> events = [];
        while (_tokens.Current.Kind is not (TokenKind.End or TokenKind.BackQuoted))
        {
            events.Add(ParseEvent());
        }

        Token? final = _tokens.Current.Kind == TokenKind.BackQuoted ? _tokens.Take() : null;
        if (_tokens.Current.Kind != TokenKind.End)
        {
            throw new DrillScriptException(final!.Value.Position, "A shell command without a time stands at the beginning or at the end of a script; in between it needs a time.");
        }

        if (events.Count == 0)
        {
            throw _tokens.Unexpected("an event");
        }

        return new DrillScript(options, initial, events, final);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    private DrillEvent ParseEvent()
    {
        Token first = _tokens.Current;
        EventTime time = ParseTime();
        DrillEvent parsed = ParseBody();
        string text = Blanks().Replace(_text[first.Start.._tokens.Previous.End], " ");
        if (time.IsForOutboundOnly && parsed is not PacketEvent { IsInbound: false })
        {
            throw new DrillScriptException(first.Position, "A range of times, or *, is for packets from the stack: what the script does itself has one time.");
        }

        if (time.CallEnd is not null && parsed is not CallEvent)
        {
            throw new DrillScriptException(first.Position, "T...E says when a call begins and returns: only a call can have it.");
        }

        return parsed with { Time = time, Position = first.Position, Text = text };
    }

    private DrillEvent ParseBody()
    {
        Token next = _tokens.Current;
        switch (next.Kind)
        {
            case TokenKind.BackQuoted:
                return new CommandEvent(_tokens.Take().Text);
            case TokenKind.Code:
                return new CodeEvent(_tokens.Take().Text, next.Position);
            case TokenKind.Word:
                return _calls.Parse();
            case TokenKind.Symbol when next.Text is "<" or ">":
                return _packets.Parse();
            default:
                throw _tokens.Unexpected("a packet (< or >), a call, a command in back quotes or a code block after the time");
        }
    }

    private EventTime ParseTime()
    {
        if (_tokens.TryTake('*'))
        {
            return new EventTime(EventTimeKind.Any, default, default, null);
        }

        bool isRelative = _tokens.TryTake('+');
        Duration start = TakeSeconds();
        if (_tokens.TryTake('~'))
        {
            SourcePosition position = _tokens.Current.Position;
            if (_tokens.TryTake('+') != isRelative)
            {
                throw new DrillScriptException(position, "Both ends of a range of times are relative, or none is: +A~+B or A~B.");
            }

            Duration end = TakeSeconds();
            return end >= start
                ? new EventTime(isRelative ? EventTimeKind.RelativeRange : EventTimeKind.AbsoluteRange, start, end, null)
                : throw new DrillScriptException(position, "The range of times ends before it begins.");
        }

        Duration? callEnd = null;
        if (_tokens.Current.Kind == TokenKind.Ellipsis)
        {
            _tokens.Take();
            SourcePosition position = _tokens.Current.Position;
            callEnd = TakeSeconds();
            if (callEnd < start)
            {
                throw new DrillScriptException(position, "The call is to return before it begins.");
            }
        }

        return new EventTime(isRelative ? EventTimeKind.Relative : EventTimeKind.Absolute, start, start, callEnd);
    }

    // Whole microseconds.
    private Duration TakeSeconds()
    {
        Token token = _tokens.Current;
        if (token.Kind is not (TokenKind.Integer or TokenKind.Float)
            || !decimal.TryParse(token.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal seconds)
            || seconds > 1_000_000_000)
        {
            throw _tokens.Unexpected("a time in seconds");
        }

        _tokens.Take();
        return Duration.FromMicroseconds((long)(seconds * 1_000_000));
    }
}
