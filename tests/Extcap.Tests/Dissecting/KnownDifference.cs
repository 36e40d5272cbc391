namespace Extcap.Tests.Dissecting;

/// <summary>A reason for which tshark and we say different things of a field.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Why">Why ours is right; for the page.</param>
/// <param name="Explains">Whether it explains a difference.</param>
internal sealed record KnownDifference(string Title, string Why, Func<DissectedFrame, DissectedFrame, string, bool> Explains)
{
    /// <summary>All of them; the first that explains a difference counts.</summary>
    public static IReadOnlyList<KnownDifference> All { get; } =
    [
        new(
            "The hidden version of IPv6",
            "tshark adds a hidden `ip.version` to each IPv6 header, so that a filter finds both versions. IPv6's version is `ipv6.version`, which agrees.",
            (theirs, ours, field) => field == "ip.version" && theirs["ipv6.version"].Length > 0
                && theirs[field].Except(theirs["ipv6.version"]).SequenceEqual(ours[field].Except(theirs["ipv6.version"]))),
        new(
            "AccECN's counter in place of its three flags",
            "Once tshark believes that a connection does AccECN, it shows `tcp.flags.ace` instead of the three flags that the counter is made of (RFC 9768, section 3.2.2). We show the bits that "
            + "are in the header (RFC 9293, section 3.1); `tcp.flags`, with all of them, agrees.",
            (theirs, _, field) => field is "tcp.flags.ae" or "tcp.flags.cwr" or "tcp.flags.ece" && theirs[field].Length == 0 && theirs["tcp.flags.ace"].Length > 0),
        new(
            "A total length of IPv4 below the header's",
            "tshark stops reading the header behind the length. The fields behind it have their places whatever the length says (RFC 791, section 3.1), so we show them, and the length as a finding. "
            + "Mostly these are packets that were captured before the network card cut them into segments: their length is 0.",
            (theirs, ours, field) => field.StartsWith("ip.", StringComparison.Ordinal) && theirs[field].Length < ours[field].Length
                && ours.Findings.Any(finding => finding is ("ip", "/seq/payload", _) && ours.Number("ip.len") < ours.Number("ip.hdr_len"))),
        new(
            "A header that ends too early",
            "The packet, or the capture, ends within a header. tshark reads several fields ahead before it shows one, and gives up with the first that is not there. We show each field that is there whole "
            + "(the places are fixed: RFC 9293, section 3.1; RFC 768; IEEE 802.3), and the end as a finding.",
            (theirs, ours, field) => theirs[field].Length < ours[field].Length
                && ours.Findings.Any(finding => LayerOf(field) == finding.Layer && finding.Field != "/seq/payload" && finding.Message.Contains("ends before", StringComparison.Ordinal))),
        new(
            "A data offset of TCP below 5",
            "The header's length is not allowed (RFC 9293, section 3.1), so nobody knows where data begins. tshark computes a length of data all the same, but leaves out the acknowledgment number in front of "
            + "the offset. We show what is in front of it and nothing that depends on it.",
            (_, ours, field) => field is "tcp.len" or "tcp.ack_raw" && ours.Findings.Any(finding => finding is ("tcp", "/seq/data_offset", _))),
        new(
            "A length of UDP below 8",
            "tshark shows no checksum (or, where the length is 0, checks one). A length below the header's is not allowed (RFC 768); 0 is, for a jumbogram of more than 65,535 bytes (RFC 2675, section 4), which these "
            + "are not. The checksum field has its place, but nobody knows what it covers.",
            (_, ours, field) => field is "udp.checksum" or "udp.checksum.status" && ours.Findings.Any(finding => finding is ("udp", "/seq/payload", _))),
        new(
            "A broken option of IPv4",
            "tshark gives up the packet at an option of IPv4 that it cannot read. The options have their own length in the header (RFC 791, section 3.1): what the packet carries begins behind it, and we read it.",
            (theirs, ours, field) => LayerOf(field) is "tcp" or "udp" && !theirs.Protocols.Contains(LayerOf(field)) && ours.Number("ip.hdr_len") > 20),
        new(
            "Padding of Ethernet where there is no Ethernet",
            "tshark takes the bytes behind the packet for padding to Ethernet's least length, counted with the 16 bytes of a Linux cooked header in place of Ethernet's 14. "
            + "There is no such rule for a cooked capture; we say that bytes follow the packet.",
            (theirs, ours, field) => field == "eth.padding" && ours[field].Length == 0 && !theirs.Protocols.Contains("eth")),
        new(
            "Options behind the end of the list",
            "tshark reads on behind the end-of-list option. The list ends there, and padding follows (RFC 9293, section 3.1).",
            (theirs, ours, field) => field.StartsWith("tcp.option", StringComparison.Ordinal) && ours["tcp.option_kind"].Contains("0")
                && theirs[field].Length > ours[field].Length && theirs[field].AsSpan(0, ours[field].Length).SequenceEqual(ours[field])),
        new(
            "An option of TCP that does not fit",
            "The option's length is not what its kind needs, or it ends beyond the header, or the capture cut it. tshark shows some of its fields, or none. We show none: the bytes, where they are there, "
            + "as those of an unknown option; and where its length fits the header, the options behind it (RFC 9293, section 3.1).",
            (theirs, ours, field) => field.StartsWith("tcp.option", StringComparison.Ordinal)
                && (ours.Findings.Any(finding => finding.Layer == "tcp" && (finding.Field.Contains("option", StringComparison.Ordinal) || finding.Field.StartsWith("/types", StringComparison.Ordinal)))
                    || (field is "tcp.option_kind" or "tcp.option_len" or "tcp.options.unknown.payload" && theirs[field].Length < ours[field].Length))),
        new(
            "The checksum of Multipath TCP's data sequence signal",
            "The option's length says that the checksum is there (RFC 8684, section 3.3.1). tshark shows it only once it saw both ends ask for checksums.",
            (theirs, ours, field) => field == "tcp.options.mptcp.checksum" && theirs[field].Length < ours[field].Length),
        new(
            "Accurate ECN in an experiment's option",
            "The experiments with the identifiers 0xacc0, 0xacc1 and 0xacce are drafts of AccECN's options. tshark reads them as the drafts had them; we show the experiment's data (RFC 6994), and counters for the kinds that are assigned "
            + "(RFC 9768, section 3.2.3).",
            (_, ours, field) => (field == "tcp.options.experimental.data" || field.StartsWith("tcp.options.acc_ecn.", StringComparison.Ordinal)) && ours["tcp.options.experimental.exid"].Any(id => id is "44224" or "44225" or "44238")),
    ];

    private static string LayerOf(string field) => field.Split('.')[0];
}
