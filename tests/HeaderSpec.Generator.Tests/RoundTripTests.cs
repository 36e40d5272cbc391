using HeaderSpec.Generator.Tests.Oracle;
using Xunit.Abstractions;

namespace HeaderSpec.Generator.Tests;

/// <summary>That writers give back, byte for byte, what views have read, for each construct of the language: read, written field by field, and compared.</summary>
public sealed class RoundTripTests(ITestOutputHelper output)
{
    public static TheoryData<string> Specs => OracleTests.Specs;

    [Theory]
    [MemberData(nameof(Specs))]
    public void What_is_read_is_written_again_byte_for_byte(string spec)
    {
        if (CompiledSpecs.Constructs.Writer(spec) is not { } rewrite)
        {
            output.WriteLine($"{spec}: no writer");
            return;
        }

        int read = 0;
        int inputs = 0;
        byte[] room = new byte[4096];
        foreach (byte[] input in new InputGenerator(Path.Combine(KaitaiOracle.Specs, spec + ".ksy"), seed: 7).Take(10_000))
        {
            inputs++;
            room.AsSpan().Fill(0xa5);
            if (rewrite(input, room, out int size) is { } written)
            {
                read++;
                Assert.True(input.AsSpan(0, size).SequenceEqual(written), $"{spec}, input {inputs}: {Convert.ToHexString(input.AsSpan(0, size))}\nwritten: {Convert.ToHexString(written)}");
            }
        }

        output.WriteLine($"{spec}: {read} of {inputs} inputs read and written");
        Assert.InRange(read, inputs / 50, inputs);
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void Too_little_room_is_told_and_nothing_is_thrown(string spec)
    {
        if (CompiledSpecs.Constructs.Writer(spec) is not { } rewrite)
        {
            return;
        }

        foreach (byte[] input in new InputGenerator(Path.Combine(KaitaiOracle.Specs, spec + ".ksy"), seed: 8).Take(300))
        {
            byte[] room = new byte[4096];
            if (rewrite(input, room, out int size) is not null)
            {
                for (int length = 0; length < size; length++)
                {
                    Assert.Empty(rewrite(input, new byte[length], out _)!);
                }
            }
        }
    }
}
