using System.Globalization;
using Extcap.Dissecting;
using HeaderSpec;
using TcpCodec.Dissection;
using Xunit.Abstractions;

namespace Extcap.Tests.Dissecting;

/// <summary>Broken packets, of all kinds: <c>PACKET_FUZZ_PARSES</c> sets how many headers are parsed, 10,000,000 by itself.</summary>
public sealed class PacketFuzzTests(ITestOutputHelper output)
{
    private const int Parts = 8; // each with its own seed, so that the result does not depend on the machine's cores

    private static readonly long Wanted = long.Parse(Environment.GetEnvironmentVariable("PACKET_FUZZ_PARSES") ?? "10000000", CultureInfo.InvariantCulture);

    [Fact]
    public void Whatever_the_bytes_are_nothing_throws_nothing_is_allocated_and_what_parses_is_written_again()
    {
        Tally[] tallies = new Tally[Parts];
        Parallel.For(0, Parts, part => tallies[part] = Fuzz(part, Wanted / Parts));

        long packets = tallies.Sum(tally => tally.Packets);
        long parses = tallies.Sum(tally => tally.Parses);
        long whole = tallies.Sum(tally => tally.Whole);
        output.WriteLine($"{packets:N0} packets, {parses:N0} headers, {whole:N0} of them whole and written again as they were, {tallies.Sum(tally => tally.Fields):N0} fields, {tallies.Max(tally => tally.Allocated):N0} B allocated");
        Assert.True(parses >= Wanted / Parts * Parts);
        Assert.InRange(whole, parses / 2, parses * 9 / 10); // the rest is broken
        Assert.All(tallies, tally => Assert.InRange(tally.Allocated, 0, 16384)); // a collection that another test brings about counts the thread's unused room
    }

    private static Tally Fuzz(int seed, long wanted)
    {
        Random random = new(seed);
        byte[] packet = new byte[4096];
        byte[] again = new byte[4096];
        Walk(random, packet, again, new Tally(), 100); // what is made once is made now
        long before = GC.GetAllocatedBytesForCurrentThread();
        Tally tally = Walk(random, packet, again, new Tally(), wanted);
        return tally with { Allocated = GC.GetAllocatedBytesForCurrentThread() - before };
    }

    private static Tally Walk(Random random, byte[] buffer, byte[] again, Tally tally, long wanted)
    {
        Counter counter = default;
        while (tally.Parses < wanted)
        {
            FuzzPackets.Break(random, buffer, out LinkType link, out int size);
            ReadOnlySpan<byte> packet = buffer.AsSpan(0, size);
            uint original = random.Next(8) == 0 ? (uint)random.Next() : (uint)size;
            int layers = 0;
            PacketWalker walker = new(link, packet, original);
            while (walker.MoveNext())
            {
                PacketLayer layer = walker.Current;
                ReadOnlySpan<byte> bytes = layer.Bytes(packet);
                HeaderVisit.Visit(layer.Kind, bytes, ref counter);
                if (HeaderRewrite.TryRewrite(layer.Kind, bytes, again, out int written))
                {
                    tally.Whole++;
                    if (!bytes[..written].SequenceEqual(again.AsSpan(0, written)))
                    {
                        Assert.Fail($"{layer.Kind}: {Convert.ToHexString(bytes)} is written as {Convert.ToHexString(again, 0, written)}.");
                    }
                }

                tally.Parses++;
                layers++;
            }

            if (layers > size + 1)
            {
                Assert.Fail($"{layers} headers in {size} bytes: {Convert.ToHexString(packet)}");
            }

            tally.Packets++;
        }

        return tally with { Fields = counter.Fields };
    }

    private record struct Tally(long Packets, long Parses, long Whole, long Fields, long Allocated);

    /// <summary>Counts what it is shown, and looks at the first and the last byte of each byte string.</summary>
    private struct Counter : IFieldVisitor
    {
        public long Fields;

        private int _sum;

        public void Integer(FieldName field, Int128 value) => Fields++;

        public void Boolean(FieldName field, bool value) => Fields++;

        public void Float(FieldName field, double value, bool isSingle) => Fields++;

        public void Bytes(FieldName field, ReadOnlySpan<byte> value)
        {
            Fields++;
            _sum += value.IsEmpty ? 0 : value[0] + value[^1];
        }

        public void Text(FieldName field, HeaderText value) => Fields++;

        public void Text(FieldName field, string value) => Fields++;

        public bool EnterType(FieldName field) => true;

        public void LeaveType(FieldName field)
        {
        }

        public void EnterList(FieldName field, int count)
        {
        }

        public void LeaveList(FieldName field)
        {
        }

        public void Absent(FieldName field)
        {
        }

        public void Unreadable(FieldName field, ParseError error) => Fields++;
    }
}
