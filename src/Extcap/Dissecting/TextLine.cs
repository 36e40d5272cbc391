using System.Globalization;
using System.Text;
using TcpCodec.Dissection;
using TcpEngine;

namespace Extcap.Dissecting;

/// <summary>Writes a packet as one line for people: number, time since the first packet, addresses, protocol, length, what the innermost header says, and what is wrong.</summary>
internal sealed class TextLine(TextWriter output) : IPacketOutput
{
    private readonly LayerFields _fields = new();
    private readonly LayerFields _quoted = new();
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
            source = AddressOf(kind, "src", _fields) ?? source;
            destination = AddressOf(kind, "dst", _fields) ?? destination;
            title = LayerName.Title(kind);
            info = LayerSummary.Of(kind, _fields) + About(QuotedPacket.Of(walker.Current, packet.Data));
            foreach (LayerFinding finding in _fields.Findings)
            {
                _findings.Append(CultureInfo.InvariantCulture, $" [{LayerName.Of(kind)} byte {finding.Offset}, {finding.Field}: {finding.Message}]");
            }
        }

        string time = packet.Time.IsSet && _first.IsSet ? UnixTime.Text(new Timestamp((packet.Time - _first).Nanoseconds)) : "-";
        string addresses = source.Length > 0 ? $"{source} → {destination} " : "";
        output.Write(string.Create(CultureInfo.InvariantCulture, $"{packet.Number,6} {time,12} {addresses}{title} {packet.OriginalLength} {info}{_findings}\n"));
    }

    // Which packet an ICMP error is about.
    private string About(ReadOnlySpan<byte> quoted)
    {
        string addresses = "";
        string info = "";
        PacketWalker walker = QuotedPacket.Walk(quoted);
        while (walker.MoveNext())
        {
            HeaderKind kind = walker.Current.Kind;
            LayerReader.Read(quoted, walker, _quoted);
            addresses = AddressOf(kind, "src", _quoted) is { } source ? $"{source} → {AddressOf(kind, "dst", _quoted)} " : addresses;
            info = $"{LayerName.Title(kind)} {LayerSummary.Of(kind, _quoted)}";
        }

        return info.Length == 0 ? "" : $", about {addresses}{info}";
    }

    private static string? AddressOf(HeaderKind kind, string end, LayerFields fields) => kind switch
    {
        HeaderKind.Ethernet when fields.TryFind("eth." + end, out FieldValue? value) => AddressText.Ethernet(fields.BytesOf(value.Value)),
        HeaderKind.Ipv4 when fields.TryFind("ip." + end, out FieldValue? value) => AddressText.Ipv4(fields.BytesOf(value.Value)),
        HeaderKind.Ipv6 when fields.TryFind("ipv6." + end, out FieldValue? value) => AddressText.Ipv6(fields.BytesOf(value.Value)),
        _ => null,
    };
}
