using Shared;

namespace Extcap.Tests.CommandLine;

public sealed class HeaderSpecCommandTests : IDisposable
{
    private const string Spec = """
        meta:
          id: ping
          endian: be
          imports:
            - /parts/stamp
        seq:
          - id: number
            type: u2
          - id: sent
            type: stamp
        """;

    private readonly TemporaryFolder _folder = new();

    public HeaderSpecCommandTests()
    {
        Directory.CreateDirectory(_folder.File("parts"));
        Directory.CreateDirectory(_folder.File("specs"));
        File.WriteAllText(_folder.File("parts/stamp.ksy"), "meta:\n  id: stamp\n  endian: be\nseq:\n  - id: seconds\n    type: u4\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_dissector_is_written_with_the_imports_of_a_folder_above_and_the_ports()
    {
        string path = Write(Spec);
        string output = _folder.File("ping.lua");

        ExternalProgram made = ProgramUnderTest.Run("headerspec", "lua", path, "-o", output, "--udp-port", "7", "--udp-port", "0x1000", "--ethertype", "0x88b5", "--ip-proto", "253", "--tcp-port", "9");

        Assert.Equal((0, "", ""), (made.ExitCode, made.Output, made.Error));
        string text = File.ReadAllText(output);
        Assert.Contains("d[\"stamp.seconds\"] = define(ProtoField.uint32(", text, StringComparison.Ordinal);
        foreach (string registration in new[] { "\"udp.port\"):add(7, p)", "\"udp.port\"):add(4096, p)", "\"tcp.port\"):add(9, p)", "\"ethertype\"):add(34997, p)", "\"ip.proto\"):add(253, p)" })
        {
            Assert.Contains(registration, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Without_a_file_the_dissector_goes_to_standard_output_and_is_registered_nowhere()
    {
        ExternalProgram made = ProgramUnderTest.Run("headerspec", "lua", Write(Spec));

        Assert.Equal((0, ""), (made.ExitCode, made.Error));
        Assert.Contains("local NAME, TITLE, FILE = \"ping\", \"ping\", \"ping.ksy\"", made.Output, StringComparison.Ordinal);
        Assert.Contains(":add_for_decode_as(p)", made.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(":add(", made.Output[made.Output.IndexOf("p.experts = ", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_in_the_spec_is_told_as_compilers_do()
    {
        string path = Write(Spec.Replace("type: stamp", "type: stam", StringComparison.Ordinal));
        string output = _folder.File("ping.lua");

        ExternalProgram refused = ProgramUnderTest.Run("headerspec", "lua", path, "-o", output);

        Assert.Equal((1, "", $"{path}(10,11): error HS0005: There is no type 'stam'; did you mean 'stamp'?\n"), (refused.ExitCode, refused.Output, refused.Error));
        Assert.False(File.Exists(output));
    }

    [Theory]
    [InlineData("--udp-port", "65536", "'65536' is no number from 0 to 65535")]
    [InlineData("--ip-proto", "256", "'256' is no number from 0 to 255")]
    [InlineData("--ethertype", "arp", "'arp' is no number from 0 to 65535")]
    public void A_number_that_cannot_be_is_refused(string option, string value, string message)
    {
        ExternalProgram refused = ProgramUnderTest.Run("headerspec", "lua", Write(Spec), option, value);

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("local NAME", refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_is_one_line()
    {
        ExternalProgram refused = ProgramUnderTest.Run("headerspec", "lua", _folder.File("none.ksy"));

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("none.ksy' cannot be read: ", Assert.Single(refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        string path = _folder.File("specs/ping.ksy");
        File.WriteAllText(path, text);
        return path;
    }
}
