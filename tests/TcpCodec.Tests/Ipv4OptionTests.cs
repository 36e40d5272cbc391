using System.Globalization;
using System.Net;
using HeaderSpec;
using Shared;
using TcpCodec.Building;
using TcpCodec.Tests.Building;

namespace TcpCodec.Tests;

/// <summary>Each IPv4 option that has a public definition: written by its own member, read again, and shown as tshark shows it.</summary>
public sealed class Ipv4OptionTests
{
    private static readonly string[] Filters =
    [
        "ip.opt.type", "ip.opt.len", "ip.opt.ptr", "ip.opt.overflow", "ip.opt.flag", "ip.opt.sid", "ip.opt.mtu", "ip.opt.id_number", "ip.opt.ohc", "ip.opt.rhc", "ip.opt.originator", "ip.opt.ra",
        "ip.opt.qs_func", "ip.opt.qs_rate", "ip.opt.qs_nonce", "ip.opt.sec_cl",
    ];

    private static readonly byte[] Route = [10, 0, 0, 1, 10, 0, 0, 2];

    /// <summary>What each member writes: with the bytes as a person would write them.</summary>
    private static readonly Dictionary<string, (string Bytes, HeaderEdit<Ipv4HeaderWriter> Add)> Written = new()
    {
        ["record route"] = ("070b040a0000010a000002", (ref ip) => ip.AddRecordRoute(4, Route)),
        ["loose source route"] = ("830b080a0000010a000002", (ref ip) => ip.AddLooseSourceRoute(8, Route)),
        ["strict source route"] = ("890b0c0a0000010a000002", (ref ip) => ip.AddStrictSourceRoute(12, Route)),
        ["MTU probe"] = ("0b0405dc", (ref ip) => ip.AddMtuProbe(1500)),
        ["MTU reply"] = ("0c040240", (ref ip) => ip.AddMtuReply(576)),
        ["Quick-Start"] = ("190805400000000c", (ref ip) => ip.AddQuickStart(0, 5, 64, 3)),
        ["timestamps"] = ("440c091000000001" + "00000000", (ref ip) => ip.AddTimestamp(9, 1, 0, [0, 0, 0, 1, 0, 0, 0, 0])),
        ["traceroute"] = ("520c000700010002c0000201", (ref ip) => ip.AddTraceroute(7, 1, 2, [192, 0, 2, 1])),
        ["security"] = ("8204ab80", (ref ip) => ip.AddSecurity(0xab, [0x80])),
        ["stream id"] = ("88040102", (ref ip) => ip.AddStreamId(0x102)),
        ["router alert"] = ("94040000", (ref ip) => ip.AddRouterAlert(0)),
        ["no operation"] = ("01", (ref ip) => ip.AddNoOperation()),
        ["unassigned"] = ("9f05010203", (ref ip) => ip.AddOption([0x9f, 5, 1, 2, 3])),
    };

    public static TheoryData<string> Names => [.. Written.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_is_written_as_a_person_would_and_copied_as_it_was(string name)
    {
        byte[] packet = Packet(Written[name].Add);

        Assert.True(Ipv4Header.TryParse(packet, out Ipv4Header ip, out _));
        Assert.StartsWith(Written[name].Bytes, Convert.ToHexStringLower(ip.Options.Bytes), StringComparison.Ordinal);
        byte[] again = new byte[packet.Length];
        Ipv4HeaderWriter writer = new(again);
        writer.CopyFrom(ip);
        Assert.True(writer.TryFinish(out int written));
        Assert.Equal(packet, again[..written]);
    }

    [Fact]
    public void Members_give_the_values()
    {
        Assert.True(Read("070b040a0000010a000002").TryGetRecordRoute(out Ipv4Route route));
        Assert.Equal(4, route.Pointer);
        Assert.Equal(Route, route.Addresses.ToArray());
        Assert.True(Read("94040000").TryGetRouterAlert(out ushort alert));
        Assert.Equal(0, alert);
        Assert.False(Read("94040000").TryGetStreamId(out _));
        Assert.True(Read("440c091300000001" + "00000000").TryGetTimestamp(out Ipv4Timestamp timestamp));
        Assert.Equal((9, 1, 3), (timestamp.Pointer, timestamp.Overflow, timestamp.Flag));
    }

    [Theory]
    [InlineData("9403")]
    [InlineData("940600000000")]
    [InlineData("0702")]
    [InlineData("5204aaaa")]
    public void A_body_that_is_not_as_long_as_it_should_be_stays_bytes(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        bytes[1] = (byte)bytes.Length;
        byte[] packet = Packet((ref ip) => ip.AddOption(bytes));

        Assert.True(Ipv4Header.TryParse(packet, out Ipv4Header ip, out _));
        Ipv4OptionList.Enumerator options = ip.Options.GetEnumerator();
        Assert.True(options.MoveNext());
        Assert.Equal(bytes[2..], options.Current.Body.ToArray());
        Assert.False(options.Current.TryGetRouterAlert(out _) || options.Current.TryGetTraceroute(out _) || options.Current.TryGetRecordRoute(out _));
    }

    [Fact]
    public void The_list_ends_where_it_says_and_broken_lengths_are_told()
    {
        byte[] packet = Packet((ref ip) => ip.AddOption([1, 0, 0x94, 4]));
        Assert.True(Ipv4Header.TryParse(packet, out Ipv4Header ip, out _));
        Ipv4OptionList.Enumerator options = ip.Options.GetEnumerator();
        Assert.True(options.MoveNext() && options.MoveNext() && !options.MoveNext());
        Assert.Equal([0x94, 4], options.Rest.ToArray());

        packet = Packet((ref ip) => ip.AddOption([1, 1, 0x94, 9]));
        Assert.True(Ipv4Header.TryParse(packet, out ip, out _));
        Assert.False(ip.TryValidate(out ParseError error));
        Assert.Equal(new ParseError(ParseFault.InvalidLength, "/types/option/seq/body", 24), error);
    }

    [TsharkFact]
    public void tshark_shows_the_same_values()
    {
        List<byte[]> frames = [.. Written.Values.Select(written => new PacketBuilder()
            .Ethernet()
            .Ipv4("192.0.2.1", "192.0.2.2", (ref ip) =>
            {
                written.Add(ref ip);
                while (ip.Size % 4 != 0)
                {
                    ip.AddNoOperation();
                }
            })
            .Udp(1, 2)
            .Build())];

        string[] rows = Tshark.Rows(frames, Filters);

        int compared = 0;
        foreach ((string name, byte[] frame, string row) in Written.Keys.Zip(frames, rows))
        {
            Assert.True(Ipv4Header.TryParse(frame.AsSpan(14), out Ipv4Header ip, out _));
            ShownFields shown = new();
            ip.Options.Visit(ref shown);
            foreach ((string filter, string theirs) in Filters.Zip(row.Split('|')))
            {
                if (name == "unassigned")
                {
                    continue; // tshark shows nothing of it
                }

                string[] values = [.. theirs.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(value => Normal(filter, value))];
                Assert.True(values.SequenceEqual(shown.Of(filter)), $"{name}, {filter}: tshark has {string.Join(' ', values)}, we have {string.Join(' ', shown.Of(filter))}");
                compared += values.Length;
            }
        }

        Assert.True(compared > 40, $"{compared} values compared");
    }

    private static string Normal(string filter, string value) =>
        filter == "ip.opt.originator" ? Convert.ToHexStringLower(IPAddress.Parse(value).GetAddressBytes())
        : value.StartsWith("0x", StringComparison.Ordinal) ? ulong.Parse(value[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
        : value;

    private static byte[] Packet(HeaderEdit<Ipv4HeaderWriter> add) => new PacketBuilder().Ipv4("192.0.2.1", "192.0.2.2", add).Udp(1, 2).Build();

    private static Ipv4Option Read(string hex)
    {
        Assert.True(Ipv4Option.TryParse(Convert.FromHexString(hex), out Ipv4Option option, out ParseError error), error.ToString());
        return option;
    }
}
