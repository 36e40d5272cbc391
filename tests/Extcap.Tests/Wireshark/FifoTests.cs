using System.Diagnostics;
using Shared;

namespace Extcap.Tests.Wireshark;

/// <summary>What dumpcap does with the program, done by hand on a pipe.</summary>
public sealed class FifoTests : IDisposable
{
    private const uint SectionHeader = 0x0a0d0d0a;
    private const uint EnhancedPacket = 6;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [UnixFact]
    public void The_first_packet_comes_within_a_second()
    {
        Stopwatch clock = Stopwatch.StartNew();
        using Process program = Capture("handshake");
        using FileStream pipe = File.OpenRead(Fifo);
        using BinaryReader reader = new(pipe);
        List<uint> types = [];
        while (types.LastOrDefault() != EnhancedPacket)
        {
            types.Add(ReadBlock(reader));
        }

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"{clock.Elapsed}");
        Assert.Equal([SectionHeader, 1, EnhancedPacket], types);
        pipe.CopyTo(Stream.Null);
        Assert.True(program.WaitForExit(5000));
        Assert.Equal("", program.StandardError.ReadToEnd());
    }

    [UnixFact]
    public void A_stop_ends_the_program_within_a_second_without_a_word()
    {
        using Process program = Capture("transfer");
        using (FileStream pipe = File.OpenRead(Fifo))
        {
            using BinaryReader reader = new(pipe);
            ReadBlock(reader);
            ReadBlock(reader);
        }

        Assert.True(program.WaitForExit(1000));
        Assert.Equal(0, program.ExitCode);
        Assert.Equal("", program.StandardError.ReadToEnd());
    }

    [UnixFact]
    public void A_bad_setting_opens_the_pipe_first_and_then_says_what_is_wrong_in_one_line()
    {
        using Process program = Capture("nonsense");
        using FileStream pipe = File.OpenRead(Fifo);
        using BinaryReader reader = new(pipe);

        Assert.Equal(SectionHeader, ReadBlock(reader));
        pipe.CopyTo(Stream.Null);
        Assert.True(program.WaitForExit(5000));
        string error = program.StandardError.ReadToEnd();
        Assert.StartsWith("There is no scenario 'nonsense'. There are: handshake, ", error, StringComparison.Ordinal);
        Assert.Equal(error.Length - 1, error.IndexOf('\n', StringComparison.Ordinal));
        Assert.True(error.Length < 1024, "Wireshark shows no more");
        Assert.NotEqual(0, program.ExitCode);
    }

    [UnixFact]
    public void Nothing_to_watch_says_how_to_start_something()
    {
        Assert.Equal(0, ExternalProgram.Run("mkfifo", [Fifo]).ExitCode);
        using Process program = ExternalProgram.Start(ProgramUnderTest.Path, ["--capture", "--extcap-interface", "tcpengine-live", "--fifo", Fifo, "--endpoint", "no-such-endpoint"]);
        using FileStream pipe = File.OpenRead(Fifo);
        pipe.CopyTo(Stream.Null);

        Assert.True(program.WaitForExit(5000));
        string error = program.StandardError.ReadToEnd();
        Assert.True(error.Contains("tcpengine serve", StringComparison.Ordinal) || error.Contains("There is no endpoint 'no-such-endpoint'", StringComparison.Ordinal), error);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private string Fifo => _folder.File("fifo");

    private static uint ReadBlock(BinaryReader reader)
    {
        uint type = reader.ReadUInt32();
        uint length = reader.ReadUInt32();
        reader.ReadBytes((int)length - 12);
        Assert.Equal(length, reader.ReadUInt32());
        return type;
    }

    private Process Capture(string scenario)
    {
        Assert.Equal(0, ExternalProgram.Run("mkfifo", [Fifo]).ExitCode);
        return ExternalProgram.Start(ProgramUnderTest.Path, ["--capture", "--extcap-interface", "tcpengine-lab", "--fifo", Fifo, "--scenario", scenario]);
    }
}
