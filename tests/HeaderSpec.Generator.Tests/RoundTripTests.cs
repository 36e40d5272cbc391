using System.Buffers.Binary;
using HeaderSpec.Generator.Tests.Oracle;
using Xunit.Abstractions;

namespace HeaderSpec.Generator.Tests;

/// <summary>That writers give back, byte for byte, what views have read, for each construct of the language: read, written field by field, and compared.</summary>
public sealed class RoundTripTests(ITestOutputHelper output)
{
    public static TheoryData<string> Specs => OracleTests.Specs;

    // TCP's options are written one by one: its round trip is in TcpCodec's tests.
    public static TheoryData<string> Headers =>  [.. CompiledSpecs.HeaderNames.Where(spec => spec != "tcp")];

    [Theory]
    [MemberData(nameof(Specs))]
    public void What_is_read_is_written_again_byte_for_byte(string spec)
    {
        if (CompiledSpecs.Constructs.Writer(spec) is { } rewrite)
        {
            Check(spec, rewrite, new InputGenerator(Path.Combine(KaitaiOracle.Specs, spec + ".ksy"), seed: 7).Take(10_000));
        }
        else
        {
            output.WriteLine($"{spec}: no writer");
        }
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_header_is_written_again_byte_for_byte(string spec)
    {
        string path = Path.Combine(CompiledSpecs.HeaderFolder, spec + ".ksy");

        Check(spec, CompiledSpecs.Headers.Writer(spec)!, MutatedSamples.Of(spec, seed: 7, 50_000) ?? new InputGenerator(path, seed: 7).Take(50_000));
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void Every_value_of_each_word_of_a_header_is_written_again(string spec)
    {
        CompiledSpecs.Rewriter rewrite = CompiledSpecs.Headers.Writer(spec)!;
        byte[] room = new byte[4096];
        string path = Path.Combine(CompiledSpecs.HeaderFolder, spec + ".ksy");
        byte[] sample = (MutatedSamples.Of(spec, seed: 9, 1000) ?? new InputGenerator(path, seed: 9).Take(1000)).First(input => rewrite(input, room, out _) is { Length: > 3 });
        int read = 0;
        for (int at = 0; at + 1 < Math.Min(sample.Length, 40); at += 2)
        {
            byte[] input = (byte[])sample.Clone();
            for (int value = 0; value < 65_536; value++)
            {
                BinaryPrimitives.WriteUInt16BigEndian(input.AsSpan(at), (ushort)value);
                if (rewrite(input, room, out int size) is { } written)
                {
                    read++;
                    Assert.True(input.AsSpan(0, size).SequenceEqual(written), $"{spec}: {Convert.ToHexString(input.AsSpan(0, size))}\nwritten: {Convert.ToHexString(written)}");
                }
            }
        }

        output.WriteLine($"{spec}: {read} read and written");
        Assert.True(read >= 65_536);
    }

    private void Check(string spec, CompiledSpecs.Rewriter rewrite, IEnumerable<byte[]> all)
    {
        int read = 0;
        int inputs = 0;
        byte[] room = new byte[4096];
        foreach (byte[] input in all)
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
