using System.Buffers.Binary;
using HeaderSpec.Generator.Tests.Oracle;
using Xunit.Abstractions;

namespace HeaderSpec.Generator.Tests;

/// <summary>That writers give back, byte for byte, what views have read and <c>CopyFrom</c> has taken over field by field, for each construct of the language and each header.</summary>
public sealed class RoundTripTests(ITestOutputHelper output)
{
    public static TheoryData<string> Specs => OracleTests.Specs;

    public static TheoryData<string> Headers => [.. CompiledSpecs.HeaderNames];

    [Theory]
    [MemberData(nameof(Specs))]
    public void What_is_read_is_written_again_byte_for_byte(string spec)
    {
        if (Construct(spec) is { } copy)
        {
            Check(spec, copy, Inputs(spec, seed: 7, 10_000));
        }
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_header_is_written_again_byte_for_byte(string spec) => Check(spec, CompiledSpecs.Headers.Writer(spec)!, HeaderInputs(spec, seed: 7, 50_000));

    [Theory]
    [MemberData(nameof(Headers))]
    public void Every_value_of_each_word_of_a_header_is_written_again(string spec)
    {
        CompiledSpecs.Copier copy = CompiledSpecs.Headers.Writer(spec)!;
        byte[] room = new byte[4096];
        byte[] sample = HeaderInputs(spec, seed: 9, 1000).First(input => copy(input, room, out _) > 3);
        int read = 0;
        for (int at = 0; at + 1 < Math.Min(sample.Length, 40); at += 2)
        {
            byte[] input = (byte[])sample.Clone();
            for (int value = 0; value < 65_536; value++)
            {
                BinaryPrimitives.WriteUInt16BigEndian(input.AsSpan(at), (ushort)value);
                int written = copy(input, room, out int size);
                if (written >= 0)
                {
                    read++;
                    AssertSame(spec, input.AsSpan(0, size), room.AsSpan(0, written));
                }
            }
        }

        output.WriteLine($"{spec}: {read} read and written");
        Assert.True(read >= 65_536);
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void Too_little_room_is_told_and_nothing_is_thrown(string spec)
    {
        if (Construct(spec) is { } copy)
        {
            CheckRoom(copy, Inputs(spec, seed: 8, 300));
        }
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void Too_little_room_for_a_header_is_told_and_nothing_is_thrown(string spec) => CheckRoom(CompiledSpecs.Headers.Writer(spec)!, HeaderInputs(spec, seed: 8, 300));

    [Theory]
    [MemberData(nameof(Specs))]
    public void Nothing_is_allocated_for_a_copy(string spec)
    {
        if (Construct(spec) is { } copy)
        {
            CheckAllocation(copy, Inputs(spec, seed: 6, 300));
        }
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void Nothing_is_allocated_for_a_copy_of_a_header(string spec) => CheckAllocation(CompiledSpecs.Headers.Writer(spec)!, HeaderInputs(spec, seed: 6, 300));

    private static IEnumerable<byte[]> Inputs(string spec, int seed, int count) => new InputGenerator(Path.Combine(KaitaiOracle.Specs, spec + ".ksy"), seed).Take(count);

    private static IEnumerable<byte[]> HeaderInputs(string spec, int seed, int count) =>
        MutatedSamples.Of(spec, seed, count) ?? new InputGenerator(Path.Combine(CompiledSpecs.HeaderFolder, spec + ".ksy"), seed).Take(count);

    private static void AssertSame(string spec, ReadOnlySpan<byte> read, ReadOnlySpan<byte> written) =>
        Assert.True(read.SequenceEqual(written), read.SequenceEqual(written) ? "" : $"{spec}: {Convert.ToHexString(read)}\nwritten: {Convert.ToHexString(written)}");

    private static void CheckRoom(CompiledSpecs.Copier copy, IEnumerable<byte[]> inputs)
    {
        int read = 0;
        byte[] room = new byte[4096];
        foreach (byte[] input in inputs)
        {
            if (copy(input, room, out int size) >= 0)
            {
                read++;
                for (int length = 0; length < size; length++)
                {
                    Assert.Equal(0, copy(input, new byte[length], out _));
                }
            }
        }

        Assert.NotEqual(0, read);
    }

    private static void CheckAllocation(CompiledSpecs.Copier copy, IEnumerable<byte[]> inputs)
    {
        byte[][] all = [.. inputs];
        byte[] room = new byte[4096];
        CopyAll(copy, all, room);
        long before = GC.GetAllocatedBytesForCurrentThread();

        int read = CopyAll(copy, all, room);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0, read);
    }

    private static int CopyAll(CompiledSpecs.Copier copy, byte[][] all, byte[] room)
    {
        int read = 0;
        foreach (byte[] input in all)
        {
            read += copy(input, room, out _) >= 0 ? 1 : 0;
        }

        return read;
    }

    private CompiledSpecs.Copier? Construct(string spec)
    {
        CompiledSpecs.Copier? copy = CompiledSpecs.Constructs.Writer(spec);
        output.WriteLine(copy is null ? $"{spec}: no writer" : "");
        return copy;
    }

    private void Check(string spec, CompiledSpecs.Copier copy, IEnumerable<byte[]> all)
    {
        int read = 0;
        int inputs = 0;
        byte[] room = new byte[4096];
        foreach (byte[] input in all)
        {
            inputs++;
            room.AsSpan().Fill(0xa5);
            int written = copy(input, room, out int size);
            if (written >= 0)
            {
                read++;
                AssertSame($"{spec}, input {inputs}", input.AsSpan(0, size), room.AsSpan(0, written));
            }
        }

        output.WriteLine($"{spec}: {read} of {inputs} inputs read and written");
        Assert.InRange(read, inputs / 50, inputs);
    }
}
