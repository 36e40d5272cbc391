using System.Globalization;
using System.Text;
using TcpCodec.Dissection;
using TcpEngine;

namespace Extcap.Dissecting;

/// <summary>Writes a packet as one line for people: number, time since the first packet, addresses, protocol, length, what the innermost header says, and what is wrong.</summary>
internal sealed class TextLine(TextWriter output) : IPacketOutput
{
    private readonly LayerFields _fields = new();
    private readonly StringBuilder _findings = new();
    private Timestamp _first = Timestamp.Never;

    public void Write(in PacketAtHand packet)
    {
        if (!_first.IsSet)
        {
            _first = packet.Time;
        }

        _findings.Clear();
        string source = "";
        string destination = "";
        string title = packet.LinkType.ToString();
        string info = "";
        PacketWalker walker = new(packet.LinkType, packet.Data, packet.OriginalLength);
        while (walker.MoveNext())
        {
            HeaderKind kind = walker.Current.Kind;
            LayerReader.Read(packet.Data, walker, _fields);
            FrameTail.Add(packet, walker.Current, _fields);
            source = AddressOf(kind, "src") ?? source;
            destination = AddressOf(kind, "dst") ?? destination;
            title = LayerName.Title(kind);
            info = LayerSummary.Of(kind, _fields);
            foreach (LayerFinding finding in _fields.Findings)
            {
                _findings.Append(CultureInfo.InvariantCulture, $" [{LayerName.Of(kind)} byte {finding.Offset}, {finding.Field}: {finding.Message}]");
            }
        }

        string time = packet.Time.IsSet && _first.IsSet ? UnixTime.Text(new Timestamp((packet.Time - _first).Nanoseconds)) : "-";
        string addresses = source.Length > 0 ? $"{source} → {destination} " : "";
        output.Write(string.Create(CultureInfo.InvariantCulture, $"{packet.Number,6} {time,12} {addresses}{title} {packet.OriginalLength} {info}{_findings}\n"));
    }

    private string? AddressOf(HeaderKind kind, string end) => kind switch
    {
        HeaderKind.Ethernet when _fields.TryFind("eth." + end, out FieldValue? value) => AddressText.Ethernet(_fields.BytesOf(value.Value)),
        HeaderKind.Ipv4 when _fields.TryFind("ip." + end, out FieldValue? value) => AddressText.Ipv4(_fields.BytesOf(value.Value)),
        HeaderKind.Ipv6 when _fields.TryFind("ipv6." + end, out FieldValue? value) => AddressText.Ipv6(_fields.BytesOf(value.Value)),
        _ => null,
    };
}
