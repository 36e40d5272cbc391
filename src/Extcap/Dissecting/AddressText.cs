using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Extcap.Dissecting;

/// <summary>Addresses as Wireshark writes them.</summary>
internal static class AddressText
{
    private const int Groups = 8;

    public static string Ethernet(ReadOnlySpan<byte> address)
    {
        StringBuilder text = new(3 * address.Length);
        foreach (byte part in address)
        {
            text.Append(text.Length > 0 ? ":" : "").Append(part.ToString("x2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    public static string Ipv4(ReadOnlySpan<byte> address) => string.Create(CultureInfo.InvariantCulture, $"{address[0]}.{address[1]}.{address[2]}.{address[3]}");

    /// <summary>RFC 5952, section 4: the longest run of zeros is left out, the first of several; section 5: the end of an address that holds an IPv4 address is written as that.</summary>
    public static string Ipv6(ReadOnlySpan<byte> address)
    {
        (int start, int length) = LongestRun(address);
        bool hasIpv4 = start == 0 && (length == 6 || (length == 5 && Group(address, 5) == 0xffff));
        int groups = hasIpv4 ? 6 : Groups;
        StringBuilder text = new();
        for (int i = 0; i < groups; i++)
        {
            if (i == start)
            {
                text.Append("::");
                i += length - 1;
                continue;
            }

            text.Append(text.Length > 0 && text[^1] != ':' ? ":" : "").Append(Group(address, i).ToString("x", CultureInfo.InvariantCulture));
        }

        return hasIpv4 ? text.Append(text[^1] == ':' ? "" : ":").Append(Ipv4(address[12..])).ToString() : text.ToString();
    }

    // The longest run of two and more groups of zero; -1 for none.
    private static (int Start, int Length) LongestRun(ReadOnlySpan<byte> address)
    {
        (int Start, int Length) best = (-1, 1);
        int length = 0;
        for (int i = 0; i < Groups; i++)
        {
            length = Group(address, i) == 0 ? length + 1 : 0;
            if (length > best.Length)
            {
                best = (i + 1 - length, length);
            }
        }

        return best;
    }

    private static ushort Group(ReadOnlySpan<byte> address, int index) => BinaryPrimitives.ReadUInt16BigEndian(address[(2 * index)..]);
}
