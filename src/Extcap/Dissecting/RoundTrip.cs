using System.Globalization;
using HeaderSpec;
using TcpCodec;
using TcpCodec.Dissection;

namespace Extcap.Dissecting;

/// <summary>
/// Reads each packet and writes it again, header by header, from the fields that were read; and counts the packets that are the same, those that are not, and those that cannot be read to
/// their end.
/// </summary>
internal sealed class RoundTrip(TextWriter output) : IPacketOutput
{
    private byte[] _copy = [];
    private long _packets;
    private long _identical;
    private long _unparsable;
    private long _cut;

    /// <summary>How many packets were read to their end but not written the same.</summary>
    public long Different { get; private set; }

    public void Write(in PacketAtHand packet)
    {
        _packets++;
        if (_copy.Length < packet.Data.Length)
        {
            _copy = new byte[Math.Max(2 * _copy.Length, packet.Data.Length)];
        }

        Span<byte> copy = _copy.AsSpan(0, packet.Data.Length);
        PacketWalker walker = new(packet.LinkType, packet.Data, packet.OriginalLength);
        PacketLayer? broken = null;
        List<string>? differences = null;
        bool isKnown = false;
        while (walker.MoveNext())
        {
            PacketLayer layer = walker.Current;
            isKnown = true;
            if (layer.Error.Fault != ParseFault.None)
            {
                broken ??= layer;
                continue;
            }

            ReadOnlySpan<byte> bytes = layer.Bytes(packet.Data);
            Span<byte> written = copy.Slice(layer.Offset, bytes.Length);
            int size = Math.Max(layer.HeaderSize, Rewrite(layer, bytes, written));
            if (!written[..size].SequenceEqual(bytes[..size]))
            {
                (differences ??= []).Add($"{LayerName.Of(layer.Kind)} at bytes {Ranges(bytes[..size], written[..size], layer.Offset)}");
            }
        }

        if (differences is not null)
        {
            Different++;
            Tell(packet.Number, $"not identical: {string.Join("; ", differences)}");
        }
        else if (broken is { } layer)
        {
            _unparsable++;
            _cut += layer.IsCut ? 1 : 0;
            Tell(packet.Number, string.Create(CultureInfo.InvariantCulture, $"unparsable: {LayerName.Of(layer.Kind)} at byte {layer.Offset + layer.Error.Offset}, {layer.Error.Field}: {(layer.IsCut ? "cut by the capture" : ParseSentence.Of(layer.Error))}"));
        }
        else if (!isKnown)
        {
            _unparsable++;
            Tell(packet.Number, $"unparsable: nothing is known of link type {packet.LinkType}");
        }
        else
        {
            _identical++;
        }
    }

    /// <summary>Tells the counts.</summary>
    public void Finish() => output.Write(string.Create(
        CultureInfo.InvariantCulture,
        $"{_packets} packets: {_identical} identical, {Different} not identical, {_unparsable} unparsable (of these, {_cut} cut by the capture)\n"));

    // How many bytes were written: all, but of a jumbogram's IPv6 header, which says of no length, itself alone. The memory is made different first, so that a byte that is not written shows.
    private static int Rewrite(in PacketLayer layer, ReadOnlySpan<byte> bytes, Span<byte> copy)
    {
        Spoil(bytes, copy);
        bool isWritten = HeaderRewrite.TryRewrite(layer.Kind, bytes, copy, out int written);
        if (isWritten && layer.Kind == HeaderKind.Llc && layer.HeaderSize > LlcHeader.FixedSize)
        {
            Spoil(bytes[LlcHeader.FixedSize..], copy[LlcHeader.FixedSize..]);
            SnapHeaderWriter.TryRewrite(bytes[LlcHeader.FixedSize..], copy[LlcHeader.FixedSize..], out _);
        }

        return isWritten ? written : bytes.Length;
    }

    private static void Spoil(ReadOnlySpan<byte> bytes, Span<byte> copy)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            copy[i] = (byte)~bytes[i];
        }
    }

    private void Tell(long number, string what) => output.Write(string.Create(CultureInfo.InvariantCulture, $"frame {number}: {what}\n"));

    private static string Ranges(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> copy, int offset)
    {
        List<string> ranges = [];
        for (int i = 0; i < bytes.Length; i++)
        {
            int start = i;
            while (i < bytes.Length && bytes[i] != copy[i])
            {
                i++;
            }

            if (i > start)
            {
                ranges.Add(string.Create(CultureInfo.InvariantCulture, $"{offset + start}-{offset + i - 1}"));
            }
        }

        return string.Join(", ", ranges);
    }
}
