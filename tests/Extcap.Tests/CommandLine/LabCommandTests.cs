using Shared;

namespace Extcap.Tests.CommandLine;

public sealed class LabCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_handshake_is_drawn_as_a_ladder()
    {
        ExternalProgram drawn = ProgramUnderTest.Run("lab", "handshake");

        Assert.Equal(0, drawn.ExitCode);
        Snapshot.Verify(drawn.Output, "txt");
    }

    [Fact]
    public void An_unknown_scenario_lists_the_known_ones()
    {
        ExternalProgram refused = ProgramUnderTest.Run("lab", "handshakes");

        Assert.Equal(2, refused.ExitCode);
        Assert.Equal("There is no scenario 'handshakes'. There are: handshake, transfer, close, close-by-server, lost-syn, refused.\n", refused.Error);
    }

    [Theory]
    [InlineData("--loss", "101", "The loss must be a probability from 0 to 1 (0 % to 100 %).\n")]
    [InlineData("--loss", "x", "The loss 'x' is no number.\n")]
    [InlineData("--delay", "-1", "The delay must be from 0 to 10,000 ms.\n")]
    [InlineData("--seed", "-1", "The seed '-1' is no whole number from 0 to 18446744073709551615.\n")]
    public void A_bad_setting_is_told(string option, string value, string message)
    {
        ExternalProgram refused = ProgramUnderTest.Run("lab", "close", option, value);

        Assert.Equal(2, refused.ExitCode);
        Assert.Equal(message, refused.Error);
    }

    [Fact]
    public void The_same_seed_writes_the_same_file()
    {
        ProgramUnderTest.Run("lab", "transfer", "--seed", "3", "--loss", "5", "-w", _folder.File("first"));
        ProgramUnderTest.Run("lab", "transfer", "--seed", "3", "--loss", "5", "-w", _folder.File("second"));
        ProgramUnderTest.Run("lab", "transfer", "--seed", "4", "--loss", "5", "-w", _folder.File("third"));

        Assert.Equal(File.ReadAllBytes(_folder.File("first")), File.ReadAllBytes(_folder.File("second")));
        Assert.NotEqual(File.ReadAllBytes(_folder.File("first")), File.ReadAllBytes(_folder.File("third")));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_named()
    {
        ExternalProgram refused = ProgramUnderTest.Run("lab", "close", "-w", _folder.File("no/such/folder.pcapng"));

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("no/such/folder.pcapng' cannot be written: ", refused.Error, StringComparison.Ordinal);
        Assert.Single(refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [UnixFact]
    public void A_full_disk_is_told()
    {
        ExternalProgram refused = ProgramUnderTest.Run("lab", "close", "-w", "/dev/full");

        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("Writing '/dev/full' failed: No space left on device", refused.Error, StringComparison.Ordinal);
    }
}
