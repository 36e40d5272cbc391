namespace HeaderSpec.Generator.Tests.Oracle;

/// <summary>That the oracle is alive, and its inputs the same each time.</summary>
public sealed class OracleTests
{
    public static TheoryData<string> Specs => [.. Directory.EnumerateFiles(KaitaiOracle.Specs, "*.ksy").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [KaitaiFact]
    public void Known_bytes_give_the_known_values()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string path = Path.Combine(folder.FullName, "probe.ksy");
            File.WriteAllText(path, """
                meta:
                  id: probe
                  endian: be
                  bit-endian: be
                seq:
                  - id: magic_bytes
                    contents: [0xca, 0xfe]
                  - id: serial
                    type: u8
                  - id: kind
                    type: b7
                    enum: kind
                  - id: has_ratio
                    type: b1
                  - id: ratio
                    type: f4
                    if: has_ratio
                  - id: word
                    type: strz
                    encoding: UTF-8
                  - id: pairs
                    type: pair
                    repeat: eos
                instances:
                  whole:
                    value: pairs.size * 1.0
                  below_zero:
                    value: -pairs.size / 4
                  third:
                    value: pairs[2].left
                  late:
                    pos: 200
                    type: u1
                types:
                  pair:
                    seq:
                      - id: left
                        type: s1
                      - id: right
                        type: u1
                        valid:
                          max: 9
                enums:
                  kind:
                    5: five
                """);

            (byte[] Input, string Json)[] read =
            [
                .. KaitaiOracle.Read(path, [
                    Convert.FromHexString("CAFE" + "FFFFFFFFFFFFFFFE" + "0B" + "3FC00000" + "C3A900" + "FF01" + "0209"),
                    Convert.FromHexString("CAFE" + "0000000000000001" + "0A" + "00"),
                    Convert.FromHexString("CAFF"),
                    Convert.FromHexString("CAFE" + "0000000000000001" + "0A" + "00" + "000A"),
                    [],
                ]),
            ];

            Assert.Equal("""{"magic_bytes":{"b":"cafe"},"serial":"18446744073709551614","kind":"5","has_ratio":true,"ratio":{"f":"3fc00000"},"word":"é","pairs":[{"left":"-1","right":"1"},{"left":"2","right":"9"}],"whole":{"f":"4000000000000000"},"below_zero":"-1","third":{"error":"other"},"late":{"error":"eof"}}""", read[0].Json);
            Assert.Equal("""{"magic_bytes":{"b":"cafe"},"serial":"1","kind":"5","has_ratio":false,"ratio":null,"word":"","pairs":[],"whole":{"f":"0000000000000000"},"below_zero":"0","third":{"error":"other"},"late":{"error":"eof"}}""", read[1].Json);
            Assert.Equal("""{"error":"contents","message":"/seq/0: not equal, expected [202,254], but got [202,255]"}""", read[2].Json);
            Assert.Equal("""{"error":"valid","message":"/types/pair/seq/1: not in range, max [9], but got [10]"}""", read[3].Json);
            Assert.Equal("""{"error":"eof","message":"requested 2 bytes, but only 0 bytes available"}""", read[4].Json);
            Assert.Equal(5, read.Length);
            Assert.Empty(read[4].Input);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void The_same_seed_gives_the_same_inputs(string spec)
    {
        string path = Path.Combine(KaitaiOracle.Specs, spec + ".ksy");

        Assert.Equal(new InputGenerator(path, seed: 7).Take(50), new InputGenerator(path, seed: 7).Take(50));
        Assert.NotEqual(new InputGenerator(path, seed: 7).Take(50), new InputGenerator(path, seed: 8).Take(50));
    }

    [KaitaiFact]
    public void A_spec_that_Kaitai_refuses_is_an_error()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string path = Path.Combine(folder.FullName, "wrong.ksy");
            File.WriteAllText(path, "meta:\n  id: wrong\nseq:\n  - id: field\n    type: missing\n");

            InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => KaitaiOracle.Read(path, [[1]]).Count());

            Assert.Contains("unable to find type 'missing'", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
