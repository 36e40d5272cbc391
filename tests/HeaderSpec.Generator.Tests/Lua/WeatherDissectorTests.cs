using System.Xml;
using HeaderSpec.Lua;
using Shared;

namespace HeaderSpec.Generator.Tests.Lua;

/// <summary>What the real tshark shows of a protocol that only a header spec describes.</summary>
public sealed class WeatherDissectorTests
{
    private const int Port = 4711;

    private static readonly string Spec = Path.Combine(AppContext.BaseDirectory, "samples", "weather", "weather.ksy");

    private static readonly byte[] Report = WeatherReport.Of(
        "Säntis", 0b1001_0000, 7, readings: [WeatherReport.Temperature(-55), WeatherReport.Pressure(101_325), WeatherReport.Wind(120, 270), WeatherReport.Remark("hail"), WeatherReport.Reading(77, [1, 2])]);

    [Fact]
    public void The_dissector_is_as_verified() => Snapshot.Verify(DissectorFolder.Generate(Spec, LuaBindings.None with { UdpPorts = [Port] }), "lua");

    [TsharkFact]
    public void Every_value_of_a_report_is_a_field()
    {
        using DissectorFolder folder = Weather(LuaBindings.None with { UdpPorts = [Port] });
        RawCapture capture = new();
        capture.AddUdp(Port, Report);
        string[] fields =
        [
            "weather.magic", "weather.version", "weather.on_battery", "weather.is_test", "weather.sky", "weather.reserved", "weather.sequence_number", "weather.checksum_status",
            "weather.name_length", "weather.name", "weather.reading.kind", "weather.reading.length", "weather.temperature.tenths", "weather.temperature.is_freezing", "weather.temperature.whole_degrees",
            "weather.pressure.pascals", "weather.wind.speed", "weather.wind.direction", "weather.remark.text", "weather.reading.value", "_ws.expert.message",
        ];

        string[] shown = folder.Tshark(capture, ["-T", "fields", .. fields.SelectMany(field => new[] { "-e", field })]).Output.TrimEnd('\n').Split('\t');

        Assert.Equal(["5758", "1", "1", "0", "1", "0", "7", "1", "7", "Säntis", "1,2,3,9,77", "2,4,3,5,2", "-55", "1", "-6", "101325", "120", "270", "hail", "0102", ""], shown);
    }

    [TsharkFact]
    public void The_tree_has_types_lists_names_units_and_masks()
    {
        using DissectorFolder folder = Weather(LuaBindings.None with { UdpPorts = [Port] });
        RawCapture capture = new();
        capture.AddUdp(Port, Report);

        string tree = folder.Tshark(capture, "-O", "weather").Output;

        Assert.Contains(
            """
            Weather station report
                Magic: 5758
                Version: 1
                1... .... = On battery: True
                .0.. .... = Is test: False
                ..01 .... = Sky: clear (1)
                .... 0000 = Reserved: 0
                Sequence number: 7
                Checksum: 0x3c2f [correct]
                [Checksum status: Good (1)]
                Name length: 7 bytes
                Name: Säntis
                Readings: 5 items
                    Readings [0]
                        Kind: temperature (1)
                        Length: 2 bytes
                        Value (temperature)
                            Tenths: -55 tenths of a degree Celsius
                            [Is freezing: True]
                            [Whole degrees: -6]
                    Readings [1]
                        Kind: pressure (2)
                        Length: 4 bytes
                        Value (pressure)
                            Pascals: 101325 Pa
                    Readings [2]
                        Kind: wind (3)
                        Length: 3 bytes
                        Value (wind)
                            0000 0111 1000 .... .... .... = Speed: 120 tenths of a metre per second
                            .... .... .... 0001 0000 1110 = Direction: 270 degrees
                    Readings [3]
                        Kind: remark (9)
                        Length: 5 bytes
                        Value (remark)
                            Text: hail
                    Readings [4]
                        Kind: Unknown (77)
                        Length: 2 bytes
                        Value: 0102
            """.ReplaceLineEndings("\n"),
            tree,
            StringComparison.Ordinal);
    }

    [TsharkFact]
    public void What_is_wrong_is_told_where_it_stands()
    {
        using DissectorFolder folder = Weather(LuaBindings.None with { UdpPorts = [Port] });
        RawCapture capture = new();
        byte[] wrong = WeatherReport.Of("x", 0b0000_0101, 1, version: 2, damage: 1, readings: [WeatherReport.Temperature(2000), WeatherReport.Wind(0, 4095)]);
        capture.AddUdp(Port, wrong);
        capture.AddUdp(Port, [(byte)'W', (byte)'Y', .. Report.AsSpan(2)]);
        capture.AddUdp(Port, Report.AsSpan(0, Report.Length - 1));
        capture.AddUdp(Port, WeatherReport.Of("z", 0, 1, readings: [WeatherReport.Reading(9, [.. "abc"u8])]));
        capture.AddUdp(Port, Report, captured: 20);

        string[] messages = folder.Tshark(capture, "-T", "fields", "-E", "aggregator=;", "-e", "_ws.expert.message").Output.Split('\n');

        Assert.Equal(
            "Version: Must be 1;Reserved: Reserved bits are not zero;Checksum: Bad checksum: should be 0x" + $"{(ushort)(((wrong[6] << 8) | wrong[7]) - 1):x4}" + ";Tenths: Must be at most 1000;Direction: Must be at most 359",
            messages[0]);
        Assert.StartsWith("Magic: Must be 5758;Checksum: Bad checksum", messages[1], StringComparison.Ordinal);
        Assert.Equal("/types/reading/seq/value needs 1 more bytes than there are", messages[2]);
        Assert.Equal("/types/remark/seq/text has no terminator", messages[3]);
        Assert.Contains("The capture holds 20 of ", messages[4], StringComparison.Ordinal);
    }

    [TsharkFact]
    public void A_stream_is_cut_into_messages_and_put_together_again()
    {
        const string Ending = """
            meta:
              id: framed
              title: Framed text
              endian: be
            seq:
              - id: length
                type: u2
              - id: text
                type: str
                encoding: ASCII
                size: length
            """;
        using DissectorFolder folder = new();
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "framed")).FullName, "framed.ksy");
        File.WriteAllText(path, Ending);
        folder.Add("framed", DissectorFolder.Generate(path, LuaBindings.None with { TcpPorts = [Port] }));
        RawCapture capture = new();
        capture.AddTcp(Port, [0, 2, .. "ab"u8, 0, 3, .. "cde"u8, 0]);
        capture.AddTcp(Port, [4, .. "fg"u8]);
        capture.AddTcp(Port, [.. "hi"u8, 0, 0]);

        string[] lines = folder.Tshark(capture, "-T", "fields", "-e", "framed.text").Output.Split('\n');

        Assert.Equal(["ab,cde", "", "fghi,", ""], lines);
    }

    [TsharkFact]
    public void Beyond_53_bits_a_field_is_exact_and_a_computation_says_that_it_is_not()
    {
        using DissectorFolder folder = new();
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "wide")).FullName, "wide.ksy");
        File.WriteAllText(path, """
            meta:
              id: wide
              endian: be
            seq:
              - id: serial
                type: u8
            instances:
              next:
                value: serial + 1
              is_large:
                value: serial > 100
              low:
                value: serial & 0xff
              negative:
                value: -serial / 7
            """);
        folder.Add("wide", DissectorFolder.Generate(path, LuaBindings.None with { UdpPorts = [Port] }));
        RawCapture capture = new();
        capture.AddUdp(Port, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe]);
        capture.AddUdp(Port, [0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe]);

        string[] lines = folder.Tshark(capture, "-T", "fields", "-e", "wide.serial", "-e", "wide.next", "-e", "wide.is_large", "-e", "wide.low", "-e", "wide.negative", "-e", "wide.expert.inexact").Lines;

        Assert.Equal(["18446744073709551614\t\t1\t\t\t1,1,1", "9007199254740990\t9007199254740991\t1\t254\t-1286742750677285\t"], lines);
    }

    [TsharkFact]
    public void Without_a_port_the_protocol_can_be_chosen_with_Decode_As()
    {
        using DissectorFolder folder = Weather(LuaBindings.None);
        RawCapture capture = new();
        capture.AddUdp(Port, Report);

        Assert.Equal("\n", folder.Tshark(capture, "-T", "fields", "-e", "weather.name").Output);
        Assert.Equal("Säntis\n", folder.Tshark(capture, "-d", $"udp.port=={Port},weather", "-T", "fields", "-e", "weather.name").Output);
    }

    [TsharkFact]
    public void An_IP_protocol_number_can_be_given()
    {
        using DissectorFolder folder = Weather(LuaBindings.None with { IpProtocols = [253], EtherTypes = [0x88b6] });
        RawCapture capture = new();
        capture.AddIp(253, Report, null);

        Assert.Equal("7\n", folder.Tshark(capture, "-T", "fields", "-e", "weather.sequence_number").Output);
    }

    [TsharkFact]
    public void Damaged_reports_raise_no_error_in_Lua()
    {
        using DissectorFolder folder = Weather(LuaBindings.None with { UdpPorts = [Port] });
        RawCapture capture = new();
        Random random = new(20261121);
        for (int i = 0; i < 2000; i++)
        {
            byte[] damaged = [.. Report];
            for (int changes = random.Next(4); changes > 0; changes--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            capture.AddUdp(Port, damaged.AsSpan(0, random.Next(3) == 0 ? random.Next(1, damaged.Length) : damaged.Length));
        }

        string[] lines = folder.Tshark(capture, "-T", "fields", "-e", "weather.magic", "-e", "weather.expert.truncated", "-e", "_ws.lua.error").Lines;

        // A magic that is cut off is no field.
        Assert.InRange(lines.Count(line => line.Split('\t') is [{ Length: > 0 }, _, ""]), 1900, 2000);
        Assert.InRange(lines.Count(line => line.Split('\t') is [_, "1", ""]), 200, 1800);
    }

    [TsharkFact]
    public void A_type_that_holds_itself_too_often_is_left_alone()
    {
        using DissectorFolder folder = new();
        string path = Path.Combine(Oracle.KaitaiOracle.Specs, "tlv_tree.ksy");
        folder.Add("tlv_tree", DissectorFolder.Generate(path, LuaBindings.None with { UdpPorts = [Port] }));
        RawCapture capture = new();
        byte[] nested = [1, 0];
        while (nested.Length < 120)
        {
            nested = [0x81, (byte)nested.Length, .. nested];
        }

        capture.AddUdp(Port, nested);

        XmlElement message = folder.Packets(capture).Single().ChildNodes.OfType<XmlElement>().Single(proto => proto.GetAttribute("name") == "tlv_tree");

        Assert.Equal(["too_deep"], ShownValues.Findings(message));
    }

    private static DissectorFolder Weather(LuaBindings bindings)
    {
        DissectorFolder folder = new();
        folder.Add("weather", DissectorFolder.Generate(Spec, bindings));
        return folder;
    }
}
