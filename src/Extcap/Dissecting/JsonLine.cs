using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using TcpCodec.Dissection;

namespace Extcap.Dissecting;

/// <summary>Writes a packet as one line of JSON.</summary>
internal sealed class JsonLine : IPacketOutput, IDisposable
{
    private const int Whole = -1;

    private readonly Stream _output;
    private readonly ArrayBufferWriter<byte> _line = new(4096);
    private readonly Utf8JsonWriter _json;
    private readonly LayerFields _fields = new();
    private readonly List<(string Layer, LayerFinding Finding)> _findings = [];

    public JsonLine(Stream output)
    {
        _output = output;
        _json = new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public void Write(in PacketAtHand packet)
    {
        _line.ResetWrittenCount();
        _json.Reset();
        _findings.Clear();
        _json.WriteStartObject();
        _json.WriteNumber("frame", packet.Number);
        if (packet.Time.IsSet)
        {
            _json.WriteString("time", UnixTime.Text(packet.Time));
        }

        _json.WriteNumber("caplen", packet.Data.Length);
        _json.WriteNumber("len", packet.OriginalLength);
        WriteLayers(packet);
        WriteFindings();
        _json.WriteEndObject();
        _json.Flush();
        _line.Write("\n"u8);
        _output.Write(_line.WrittenSpan);
    }

    public void Dispose() => _json.Dispose();

    private void WriteLayers(in PacketAtHand packet)
    {
        _json.WriteStartArray("layers");
        PacketWalker walker = new(packet.LinkType, packet.Data, packet.OriginalLength);
        while (walker.MoveNext())
        {
            PacketLayer layer = walker.Current;
            LayerReader.Read(packet.Data, walker, _fields);
            FrameTail.Add(packet, layer, _fields);
            foreach (LayerFinding finding in _fields.Findings)
            {
                _findings.Add((LayerName.Of(layer.Kind), finding with { Offset = finding.Offset + layer.Offset }));
            }

            BeginLayer(layer, layer.Offset);
            WriteQuoted(QuotedPacket.Of(layer, packet.Data), layer.Offset + layer.HeaderSize);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    // The headers of the packet that an ICMP error is about. It is another host's packet, and cut: what is wrong with it is no finding about this one.
    private void WriteQuoted(ReadOnlySpan<byte> quoted, int offset)
    {
        if (quoted.IsEmpty)
        {
            return;
        }

        _json.WriteStartArray("quoted");
        PacketWalker walker = QuotedPacket.Walk(quoted);
        while (walker.MoveNext())
        {
            LayerReader.Read(quoted, walker, _fields);
            BeginLayer(walker.Current, offset + walker.Current.Offset);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void BeginLayer(in PacketLayer layer, int offset)
    {
        _json.WriteStartObject();
        _json.WriteString("name", LayerName.Of(layer.Kind));
        _json.WriteNumber("offset", offset);
        WriteFields();
        WriteOptions(layer.Kind);
    }

    private void WriteFields()
    {
        _json.WriteStartObject("fields");
        WriteValues(Whole);
        _json.WriteEndObject();
    }

    private void WriteOptions(HeaderKind kind)
    {
        if (_fields.OptionCount == 0)
        {
            return;
        }

        _json.WriteStartArray("options");
        for (int option = 0; option < _fields.OptionCount; option++)
        {
            _json.WriteStartObject();
            _json.WriteString("name", LayerName.OfOption(kind, KindOf(option)));
            WriteValues(option);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    // The first field of an option says its kind.
    private byte KindOf(int option)
    {
        foreach (FieldValue value in _fields.Values)
        {
            if (value.Option == option)
            {
                return (byte)value.Number;
            }
        }

        return 0;
    }

    // The fields of an option, or of the header with all its options. A name that occurs several times is an array, in wire order.
    private void WriteValues(int option)
    {
        IReadOnlyList<FieldValue> values = _fields.Values;
        for (int i = 0; i < values.Count; i++)
        {
            if (!IsOf(option, values[i]) || IsBefore(values, i, option))
            {
                continue;
            }

            string name = values[i].Name;
            _json.WritePropertyName(option == Whole ? name : WiresharkField.InOption(name));
            int last = LastOf(values, name, option);
            if (last == i)
            {
                WriteValue(values[i]);
                continue;
            }

            _json.WriteStartArray();
            for (int k = i; k <= last; k++)
            {
                if (IsOf(option, values[k]) && values[k].Name == name)
                {
                    WriteValue(values[k]);
                }
            }

            _json.WriteEndArray();
        }
    }

    // What Wireshark has no name for is in its option only.
    private static bool IsOf(int option, in FieldValue value) => option == Whole ? value.Name.Contains('.', StringComparison.Ordinal) : value.Option == option;

    private static bool IsBefore(IReadOnlyList<FieldValue> values, int index, int option)
    {
        for (int i = 0; i < index; i++)
        {
            if (values[i].Name == values[index].Name && IsOf(option, values[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static int LastOf(IReadOnlyList<FieldValue> values, string name, int option)
    {
        int last = values.Count - 1;
        while (values[last].Name != name || !IsOf(option, values[last]))
        {
            last--;
        }

        return last;
    }

    private void WriteValue(in FieldValue value)
    {
        if (value.IsNumber)
        {
            if (value.Number >= 0)
            {
                _json.WriteNumberValue((ulong)value.Number);
            }
            else
            {
                _json.WriteNumberValue((long)value.Number);
            }

            return;
        }

        ReadOnlySpan<byte> bytes = _fields.BytesOf(value);
        _json.WriteStringValue(WiresharkField.FormatOf(value.Name) switch
        {
            FieldFormat.Ethernet => AddressText.Ethernet(bytes),
            FieldFormat.Ipv4 => AddressText.Ipv4(bytes),
            FieldFormat.Ipv6 => AddressText.Ipv6(bytes),
            _ => Convert.ToHexStringLower(bytes),
        });
    }

    private void WriteFindings()
    {
        if (_findings.Count == 0)
        {
            return;
        }

        _json.WriteStartArray("findings");
        foreach ((string layer, LayerFinding finding) in _findings)
        {
            _json.WriteStartObject();
            _json.WriteString("layer", layer);
            _json.WriteString("field", finding.Field);
            _json.WriteNumber("offset", finding.Offset);
            _json.WriteString("message", finding.Message);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }
}
