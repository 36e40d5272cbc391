using HeaderSpec.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace HeaderSpec.Syntax;

/// <summary>Reads YAML into nodes that know their place. Aliases and several documents are refused: Kaitai has no use for them.</summary>
internal sealed class YamlReader
{
    private readonly IParser _parser;
    private readonly DiagnosticBag _diagnostics;

    private YamlReader(IParser parser, DiagnosticBag diagnostics)
    {
        _parser = parser;
        _diagnostics = diagnostics;
    }

    /// <summary>The document's root; null where the text is not YAML, which is then reported.</summary>
    public static YamlNode? Read(string text, DiagnosticBag diagnostics)
    {
        try
        {
            Parser parser = new(new StringReader(text));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                diagnostics.Report(SpecDiagnostics.InvalidYaml, default, "the file is empty: a spec begins with 'meta:'");
                return null;
            }

            parser.Consume<DocumentStart>();
            return new YamlReader(parser, diagnostics).ReadNode();
        }
        catch (InvalidOperationException)
        {
            // The scanner's own way to give up on some texts, with neither a place nor a reason.
            diagnostics.Report(SpecDiagnostics.InvalidYaml, default, "a line holds characters that cannot stand there");
            return null;
        }
        catch (YamlException exception)
        {
            SourcePosition place = new((int)exception.Start.Line - 1, (int)exception.Start.Column - 1, 1);
            diagnostics.Report(SpecDiagnostics.InvalidYaml, place, exception.InnerException?.Message ?? exception.Message);
            return null;
        }
    }

    private static SourcePosition Place(ParsingEvent e)
    {
        int length = e.End.Line == e.Start.Line ? (int)(e.End.Column - e.Start.Column) : 1;
        return new SourcePosition((int)e.Start.Line - 1, (int)e.Start.Column - 1, Math.Max(1, length));
    }

    private YamlNode ReadNode()
    {
        ParsingEvent current = _parser.Consume<ParsingEvent>();
        switch (current)
        {
            case Scalar scalar:
                bool plain = scalar.Style == ScalarStyle.Plain && scalar.Start.Line == scalar.End.Line;
                SourcePosition place = Place(scalar);
                bool isQuoted = scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted;
                return isQuoted && scalar.Start.Line == scalar.End.Line
                    ? new YamlScalar(place.Part(1, place.Length - 2), scalar.Value, isPlain: scalar.Value.Length == place.Length - 2, isQuoted)
                    : new YamlScalar(place, scalar.Value, plain, isQuoted);

            case SequenceStart start:
                List<YamlNode> items = [];
                while (!_parser.TryConsume<SequenceEnd>(out _))
                {
                    items.Add(ReadNode());
                }

                return new YamlSequence(Place(start), items);

            case MappingStart start:
                return ReadMapping(start);

            default:
                throw new YamlException(current.Start, current.End, "aliases are not used in specs: write the value again");
        }
    }

    private YamlMapping ReadMapping(MappingStart start)
    {
        List<KeyValuePair<YamlScalar, YamlNode>> entries = [];
        HashSet<string> seen = [];
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            YamlNode key = ReadNode();
            YamlNode value = ReadNode();
            if (key is not YamlScalar name)
            {
                _diagnostics.Report(SpecDiagnostics.InvalidYaml, key.Position, "a key must be plain text");
            }
            else if (!seen.Add(name.Value))
            {
                _diagnostics.Report(SpecDiagnostics.DuplicateName, name.Position, name.Value, "this mapping");
            }
            else
            {
                entries.Add(new KeyValuePair<YamlScalar, YamlNode>(name, value));
            }
        }

        return new YamlMapping(Place(start), entries);
    }
}
