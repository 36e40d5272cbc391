using TcpCodec.Reassembly;
using static TcpCodec.Reassembly.ReassemblyVerdict;

namespace TcpCodec.Tests.Reassembly;

public sealed class IpReassemblerTests
{
    private const long Second = 1_000_000_000;

    private readonly Random _random = new(20261121);
    private readonly IpReassembler _reassembler = new();
    private byte[] _datagram = [];

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 12)]
    [InlineData(true, 0)]
    [InlineData(true, 8)]
    public void Random_fragments_in_any_order_with_duplicates_give_the_datagram(bool isV6, int options)
    {
        IpReassembler reassembler = new(new ReassemblyLimits { MaximumFragments = 2000 });
        int cut = 0;
        for (int round = 0; round < 1500; round++)
        {
            int size = round % 10 == 0 ? _random.Next(30_000, 65_400) : _random.Next(9, 3000);
            byte[] datagram = Pieces.Datagram(isV6, size, _random, options);
            List<byte[]> fragments = Pieces.CutAtRandom(datagram, size, _random.Next(2, round % 10 == 1 ? 400 : 12), _random);
            if (fragments.Count == 1)
            {
                continue;
            }

            // The last to come is what completes it: before it each may come again.
            byte[][] order = [.. fragments.OrderBy(_ => _random.Next())];
            for (int i = 0; i < order.Length; i++)
            {
                ReassemblyVerdict verdict = reassembler.Add(order[i], round, out ReadOnlySpan<byte> whole);
                Assert.Equal(i == order.Length - 1 ? Completed : Held, verdict);
                if (verdict == Completed)
                {
                    Assert.True(whole.SequenceEqual(datagram));
                    cut++;
                }
                else if (_random.Next(3) == 0)
                {
                    Assert.Equal(Duplicate, reassembler.Add(order[_random.Next(i + 1)], round, out _));
                }
            }

            Assert.Equal((0, 0), (reassembler.Datagrams, reassembler.Bytes));
        }

        Assert.InRange(cut, 1000, 1500);
    }

    [Fact]
    public void Fragments_of_many_datagrams_are_kept_apart()
    {
        List<(uint Id, byte[] Whole, byte[] Packet)> all = [];
        for (uint id = 0; id < 100; id++)
        {
            byte[] datagram = Pieces.Datagram(id % 2 == 0, 1000, _random);
            byte[] expected = [.. datagram];
            if (id % 2 == 1)
            {
                expected[4] = 0;
                expected[5] = (byte)id;
                Ipv4HeaderWriter.SetChecksum(expected);
            }

            for (int start = 0; start < 1000; start += 200)
            {
                all.Add((id, expected, Pieces.Cut(datagram, start, 200, start < 800, id)));
            }
        }

        int completed = 0;
        foreach ((uint id, byte[] expected, byte[] packet) in all.OrderBy(_ => _random.Next()))
        {
            if (_reassembler.Add(packet, 0, out ReadOnlySpan<byte> whole) == Completed)
            {
                Assert.True(whole.SequenceEqual(expected), $"datagram {id}");
                completed++;
            }
        }

        Assert.Equal((100, 0, 0), (completed, _reassembler.Datagrams, _reassembler.Bytes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_packet_that_is_no_fragment_is_given_back_without_what_lies_behind_it(bool isV6)
    {
        byte[] datagram = Pieces.Datagram(isV6, 30, _random);

        Assert.Equal(NotAFragment, _reassembler.Add([.. datagram, 0, 0, 0], 0, out ReadOnlySpan<byte> whole));

        Assert.True(whole.SequenceEqual(datagram));
        Assert.Equal(0, _reassembler.Datagrams);
    }

    // RFC 6946, section 4: neither does it complete other fragments of the same identification, nor do they harm it.
    [Fact]
    public void An_atomic_fragment_is_taken_apart_from_all_others()
    {
        _datagram = Pieces.Datagram(isV6: true, 100, _random, options: 8);
        Assert.Equal(Held, Add(0, 48, more: true));

        Assert.Equal(AtomicFragment, _reassembler.Add(Pieces.Cut(_datagram, 0, 100, more: false), 0, out ReadOnlySpan<byte> whole));

        Assert.True(whole.SequenceEqual(_datagram));
        Assert.Equal(Completed, Add(48, 52, more: false));
    }

    [Theory]
    [InlineData(false, "teardrop: the second lies within the first", 0, 48, true, 24, 8, false)]
    [InlineData(true, "teardrop: the second lies within the first", 0, 48, true, 24, 8, false)]
    [InlineData(false, "the second begins within the first", 0, 48, true, 40, 32, false)]
    [InlineData(true, "the second begins within the first", 0, 48, true, 40, 32, false)]
    [InlineData(false, "the second ends within the first", 40, 32, true, 0, 48, true)]
    [InlineData(true, "the second ends within the first", 40, 32, true, 0, 48, true)]
    [InlineData(false, "the second covers the first", 24, 8, true, 0, 48, true)]
    [InlineData(true, "the second covers the first", 24, 8, true, 0, 48, true)]
    [InlineData(false, "a duplicate that says something else of its end", 24, 8, true, 24, 8, false)]
    [InlineData(true, "a duplicate that says something else of its end", 24, 8, false, 24, 8, true)]
    [InlineData(false, "a shorter duplicate", 24, 16, true, 24, 8, true)]
    [InlineData(true, "a longer duplicate", 24, 8, true, 24, 16, true)]
    public void Fragments_that_overlap_are_refused_with_their_datagram(bool isV6, string what, int start, int length, bool more, int start2, int length2, bool more2)
    {
        _datagram = Pieces.Datagram(isV6, 72, _random);
        Assert.Equal(Held, Add(start, length, more));

        Assert.True(Add(start2, length2, more2) == Overlap, what);

        // What is yet to come of it is refused too, until its time is over; then it is a new datagram.
        Assert.Equal(DatagramRefused, Add(0, 24, more: true));
        Assert.Equal(DatagramRefused, Add(24, 48, more: false, 60 * Second - 1));
        Assert.Equal(Held, Add(0, 24, more: true, 60 * Second));
        Assert.Equal(Completed, Add(24, 48, more: false, 60 * Second));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_same_place_with_other_bytes_is_an_overlap(bool isV6)
    {
        _datagram = Pieces.Datagram(isV6, 72, _random);
        byte[] first = Pieces.Cut(_datagram, 24, 24, more: true);
        byte[] other = [.. first];
        other[^1] ^= 1;
        Assert.Equal(Held, _reassembler.Add(first, 0, out _));

        Assert.Equal(Duplicate, _reassembler.Add(first, 0, out _));
        Assert.Equal(Overlap, _reassembler.Add(other, 0, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fragments_that_disagree_on_the_end_are_refused(bool isV6)
    {
        _datagram = Pieces.Datagram(isV6, 200, _random);
        Assert.Equal(Held, Add(80, 40, more: false));
        Assert.Equal(EndContradiction, Add(120, 40, more: true));

        _datagram[isV6 ? 39 : 19] = 77; // another destination: another datagram
        Assert.Equal(Held, Add(120, 40, more: true));
        Assert.Equal(EndContradiction, Add(80, 40, more: false));

        _datagram[isV6 ? 39 : 19] = 78;
        Assert.Equal(Held, Add(80, 40, more: false));
        Assert.Equal(EndContradiction, Add(40, 40, more: false));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_fragment_that_is_wrong_by_itself_is_refused_and_harms_no_other(bool isV6)
    {
        _datagram = Pieces.Datagram(isV6, 100, _random);
        Assert.Equal(Held, Add(0, 48, more: true));

        Assert.Equal(LengthNotMultipleOfEight, Add(48, 20, more: true));
        Assert.Equal(Empty, Add(48, 0, more: true));
        Assert.Equal(Empty, Add(48, 0, more: false));
        Assert.Equal(BeyondMaximumLength, Add(65_528, 16, more: true)); // the ping of death
        Assert.Equal(BeyondMaximumLength, Add(65_512, 24, more: false, isV6 ? 0 : 1));
        Assert.Equal(Malformed, _reassembler.Add(Pieces.Cut(_datagram, 48, 52, more: false).AsSpan()[..^1], 0, out _));

        Assert.Equal(Completed, Add(48, 52, more: false));
    }

    [Fact]
    public void A_datagram_of_the_largest_size_is_put_together()
    {
        foreach (bool isV6 in (bool[])[false, true])
        {
            int size = isV6 ? 65_535 : 65_515;
            _datagram = Pieces.Datagram(isV6, size, _random);
            int most = size / 2 / 8 * 8;

            Assert.Equal(Held, Add(most, size - most, more: false));
            Assert.Equal(Completed, _reassembler.Add(Pieces.Cut(_datagram, 0, most, more: true), 0, out ReadOnlySpan<byte> whole));
            Assert.True(whole.SequenceEqual(_datagram));
        }
    }

    // A first fragment whose header is longer than the others': known only when it comes last.
    [Fact]
    public void A_header_that_makes_the_datagram_too_long_is_refused()
    {
        byte[] plain = Pieces.Datagram(isV6: false, 65_515, _random);
        byte[] withOptions = Pieces.Datagram(isV6: false, 48, _random, options: 8);
        Assert.Equal(Held, _reassembler.Add(Pieces.Cut(plain, 48, 65_515 - 48, more: false), 0, out _));

        Assert.Equal(BeyondMaximumLength, _reassembler.Add(Pieces.Cut(withOptions, 0, 48, more: true), 0, out _));
        Assert.Equal(0, _reassembler.Datagrams);
    }

    // RFC 7112, section 5.
    [Theory]
    [InlineData("UDP, cut", 17, "0102030405060708", true)]
    [InlineData("TCP, cut", 6, "01020304050607080102030405060708", false)]
    [InlineData("TCP, its options cut", 6, "010203040506070801020304600607080102030405060708", true)]
    [InlineData("TCP, its options cut off", 6, "010203040506070801020304700607080102030405060708", false)]
    [InlineData("destination options, then nothing", 60, "1100000000000000", false)]
    [InlineData("destination options, cut", 60, "1101000000000000", false)]
    [InlineData("destination options, then UDP", 60, "11000000000000000102030405060708", true)]
    [InlineData("authentication, then UDP", 51, "110400000000000000000000000000000000000000000000" + "0102030405060708", true)]
    [InlineData("authentication, cut", 51, "110500000000000000000000000000000000000000000000", false)]
    [InlineData("nothing at all", 59, "0000000000000000", true)]
    public void The_first_fragment_of_IPv6_must_hold_all_headers(string what, byte nextHeader, string data, bool isWhole)
    {
        byte[] datagram = Pieces.Datagram(isV6: true, 200, _random);
        byte[] bytes = Convert.FromHexString(data);
        bytes.CopyTo(datagram, 40);
        datagram[6] = nextHeader;

        ReassemblyVerdict verdict = _reassembler.Add(Pieces.Cut(datagram, 0, bytes.Length, more: true), 0, out _);

        Assert.True(verdict == (isWhole ? Held : HeaderChainCut), what);
    }

    // RFC 3168, section 5.3.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_mark_of_congestion_on_any_fragment_is_kept(bool isV6)
    {
        (Ipv4Ecn First, Ipv4Ecn Second, Ipv4Ecn? Whole)[] table =
        [
            (Ipv4Ecn.Ect0, Ipv4Ecn.Ect0, Ipv4Ecn.Ect0), (Ipv4Ecn.Ect0, Ipv4Ecn.Ce, Ipv4Ecn.Ce), (Ipv4Ecn.Ce, Ipv4Ecn.Ect1, Ipv4Ecn.Ce), (Ipv4Ecn.Ce, Ipv4Ecn.Ce, Ipv4Ecn.Ce),
            (Ipv4Ecn.NotEct, Ipv4Ecn.NotEct, Ipv4Ecn.NotEct), (Ipv4Ecn.NotEct, Ipv4Ecn.Ce, null), (Ipv4Ecn.Ce, Ipv4Ecn.NotEct, null),
        ];
        foreach ((Ipv4Ecn first, Ipv4Ecn second, Ipv4Ecn? expected) in table)
        {
            byte[] one = Pieces.Datagram(isV6, 100, _random, ecn: first);
            byte[] two = Pieces.Datagram(isV6, 100, _random, ecn: second);
            Assert.Equal(Held, _reassembler.Add(Pieces.Cut(two, 48, 52, more: false), 0, out _));

            ReassemblyVerdict verdict = _reassembler.Add(Pieces.Cut(one, 0, 48, more: true), 0, out ReadOnlySpan<byte> whole);

            Assert.Equal(expected is null ? CongestionContradiction : Completed, verdict);
            Assert.Equal(0, _reassembler.Datagrams);
            if (expected is not null && isV6)
            {
                Assert.True(Ipv6Header.TryParse(whole, out Ipv6Header ip, out _));
                Assert.Equal((Ipv6Ecn)expected, ip.Ecn);
            }
            else if (expected is not null)
            {
                Assert.True(Ipv4Header.TryParse(whole, out Ipv4Header ip, out _));
                Assert.Equal(expected, ip.Ecn);
                Assert.True(ip.IsChecksumValid());
            }
        }
    }

    [Fact]
    public void A_datagram_whose_time_is_over_is_given_up_with_its_first_fragment_to_quote()
    {
        _datagram = Pieces.Datagram(isV6: true, 100, _random);
        byte[] first = Pieces.Cut(_datagram, 0, 48, more: true);
        Assert.Equal(Held, _reassembler.Add(first, 5, out _));
        _datagram[39] = 9;
        Assert.Equal(Held, Add(48, 52, more: false, 7)); // another, without its first
        Assert.Equal((60 * Second) + 5, _reassembler.NextDeadline);

        Assert.False(_reassembler.TryExpire((60 * Second) + 4, out _));
        Assert.True(_reassembler.TryExpire((60 * Second) + 5, out ExpiredDatagram expired));
        Assert.True(expired.FirstFragment.SequenceEqual(first));
        Assert.Equal(0xbeefu, expired.Key.Identification);
        Assert.False(_reassembler.TryExpire((60 * Second) + 5, out _));
        Assert.True(_reassembler.TryExpire((60 * Second) + 7, out expired));
        Assert.True(expired.FirstFragment.IsEmpty);
        Assert.Equal((0, 0, long.MaxValue), (_reassembler.Datagrams, _reassembler.Bytes, _reassembler.NextDeadline));
    }

    [Fact]
    public void A_flood_of_fragments_stays_within_the_limits_and_pushes_out_the_oldest()
    {
        ReassemblyLimits limits = new() { MaximumDatagrams = 50, MaximumBytes = 100_000, MaximumFragments = 20 };
        IpReassembler reassembler = new(limits);
        byte[] datagram = Pieces.Datagram(isV6: true, 60_000, _random);
        for (uint i = 0; i < 20_000; i++)
        {
            // Each claims to be far behind in a large datagram: what is claimed costs nothing.
            int start = _random.Next(1, 7000) * 8;
            reassembler.Add(Pieces.Cut(datagram, start, 8 * _random.Next(1, 160), more: true, i % 3 == 0 ? 7 : i), i, out _);
            Assert.InRange(reassembler.Bytes, 0, limits.MaximumBytes);
            Assert.InRange(reassembler.Datagrams, 0, limits.MaximumDatagrams);
        }

        Assert.InRange(reassembler.GivenUp, 10_000, 20_000);

        // What came last is still whole.
        byte[] small = Pieces.Datagram(isV6: false, 1000, _random);
        Assert.Equal(Held, reassembler.Add(Pieces.Cut(small, 0, 504, more: true), 20_000, out _));
        Assert.Equal(Completed, reassembler.Add(Pieces.Cut(small, 504, 496, more: false), 20_000, out _));
    }

    [Fact]
    public void A_datagram_in_too_many_fragments_and_one_larger_than_the_memory_are_refused()
    {
        IpReassembler reassembler = new(new ReassemblyLimits { MaximumFragments = 3, MaximumBytes = 10_000 });
        byte[] datagram = Pieces.Datagram(isV6: false, 60_000, _random);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(Held, reassembler.Add(Pieces.Cut(datagram, i * 16, 8, more: true), 0, out _));
        }

        Assert.Equal(TooManyFragments, reassembler.Add(Pieces.Cut(datagram, 64, 8, more: true), 0, out _));
        Assert.Equal(DatagramRefused, reassembler.Add(Pieces.Cut(datagram, 8, 8, more: true), 0, out _));
        Assert.Equal(NoRoom, reassembler.Add(Pieces.Cut(datagram, 0, 16_000, more: true, 2), 0, out _));
        Assert.Equal(1, reassembler.Datagrams);
    }

    [Fact]
    public void Random_bytes_never_throw_and_stay_within_the_limits()
    {
        IpReassembler reassembler = new(new ReassemblyLimits { MaximumBytes = 50_000, MaximumDatagrams = 20, Timeout = 1000 });
        byte[][] samples = [Pieces.Datagram(false, 400, _random, 8), Pieces.Datagram(true, 400, _random, 8), Pieces.Datagram(true, 400, _random)];
        int[] verdicts = new int[Enum.GetValues<ReassemblyVerdict>().Length];
        for (int round = 0; round < 100_000; round++)
        {
            byte[] packet = Pieces.Cut(samples[round % 3], _random.Next(8) * 16, _random.Next(1, 8) * 8, _random.Next(2) == 0, (uint)_random.Next(4));
            for (int flips = _random.Next(4); flips > 0; flips--)
            {
                packet[_random.Next(Math.Min(64, packet.Length))] = (byte)_random.Next(256);
            }

            ReassemblyVerdict verdict = reassembler.Add(packet.AsSpan(0, _random.Next(4) == 0 ? _random.Next(packet.Length + 1) : packet.Length), round, out ReadOnlySpan<byte> whole);
            verdicts[(int)verdict]++;
            Assert.Equal(verdict is NotAFragment or Completed or AtomicFragment, !whole.IsEmpty);
            Assert.InRange(reassembler.Bytes, 0, 50_000);
            while (_random.Next(10) == 0 && reassembler.TryExpire(round, out _))
            {
            }
        }

        // Nearly every verdict occurred, so the rules were reached and not only the parsers.
        Assert.True(verdicts.Count(count => count > 0) >= 12, string.Join(' ', verdicts));
    }

    [Fact]
    public void Every_verdict_has_its_sentence()
    {
        HashSet<string> sentences = [];
        foreach (ReassemblyVerdict verdict in Enum.GetValues<ReassemblyVerdict>())
        {
            Assert.True(sentences.Add(ReassemblyText.Of(verdict).Sentence));
        }

        Assert.Equal("the fragment overlaps another: the whole datagram is refused (RFC 5722, 4)", ReassemblyText.Of(Overlap).ToString());
        Assert.True(ReassemblyText.IsRefusal(Overlap));
        Assert.False(ReassemblyText.IsRefusal(Duplicate));
        Assert.Throws<ArgumentOutOfRangeException>(() => ReassemblyText.Of((ReassemblyVerdict)200));
    }

    private ReassemblyVerdict Add(int start, int length, bool more, long now = 0) => _reassembler.Add(Pieces.Cut(_datagram, start, length, more), now, out _);
}
