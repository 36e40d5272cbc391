using TcpCodec;

namespace TcpEngine;

/// <summary>
/// The counters of a connection whose ends have agreed on accurate ECN feedback: how they are told in the ACE field and the option, how the peer's are read, and what is known of the path. Only such a
/// connection has one.
/// </summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc9768#section-3.2">RFC 9768, section 3.2</see></remarks>
internal sealed class AccurateEcn(EcnCodepoint handshake)
{
    private const uint FieldMask = 0xff_ffff; // of a field of the option
    private const int FirstAceBit = 6;        // of the flags
    private const int MarksWithData = 2;      // n of section 3.2.2.5.1
    private const int MarksWithoutData = 3;
    private const uint GreatestGap = 1 << 22; // bytes that may come without an option (section 3.2.3.3)
    private const int LostAcknowledgments = 2;
    private const int SmallestOption = 4;     // bytes, filled up to a word

    private SequenceNumber _latestAck;
    private SequenceNumber _latestSequence;
    private uint _latestTimestamp;
    private uint _deliveredBefore;
    private uint _cePacketsAtCeBytes = EcnCounters.Initial.CePackets;
    private bool _hasFeedback;
    private EcnCodepoint _previous = handshake;
    private Changes _lastCounter;
    private Changes _everChanged;
    private Changes _changedSinceOption;
    private bool _hasChanged; // since the last acknowledgment
    private int _marks;       // since the last acknowledgment
    private int _optionsOwed;
    private uint _bytesSinceOption;
    private Timestamp _optionAt = Timestamp.Never;
    private int _duplicates;
    private bool _isCeSynAckCounted;
    private bool _isOptionZeroed;

    /// <summary>What has come: r.cep and the others.</summary>
    public EcnCounters Received { get; private set; } = EcnCounters.Initial;

    /// <summary>What the peer has told: s.cep and the others.</summary>
    public EcnCounters Delivered { get; private set; } = EcnCounters.Initial;

    /// <summary>The IP-ECN field of the latest SYN, or SYN,ACK, that came.</summary>
    public EcnCodepoint Handshake { get; private set; } = handshake;

    /// <summary>The next pure ACK tells that field (section 3.2.2.1).</summary>
    public bool MustReflect { get; private set; }

    /// <summary>Whether data may be sent as ECN-capable: nothing on the way is known to spoil marks or feedback (sections 3.1.5, 3.2.2.1, 3.2.2.3, 3.2.3.2.5).</summary>
    public bool MaySendEct { get; private set; } = true;

    /// <summary>Whether feedback is believed (sections 3.2.2.1 and 3.2.2.4).</summary>
    public bool HeedsFeedback { get; private set; } = true;

    /// <summary>Whether options get through to the peer, as far as is known (section 3.2.3.2.2).</summary>
    public bool SendsOptions { get; private set; } = true;

    /// <summary>Whether the peer's options get through, and can be believed (sections 3.2.3.2.3 and 3.2.3.2.4).</summary>
    public bool HeedsOptions { get; private set; }

    /// <summary>The ACE field of what is sent now.</summary>
    public TcpFlags Ace => (TcpFlags)((Received.CePackets & 7) << FirstAceBit);

    /// <summary>The field in the encoding of the handshake: tables 2 and 3.</summary>
    public TcpFlags Reflection => Handshake switch
    {
        EcnCodepoint.Ect1 => TcpFlags.Cwr | TcpFlags.Ece,
        EcnCodepoint.Ect0 => TcpFlags.Ae,
        EcnCodepoint.CongestionExperienced => TcpFlags.Ae | TcpFlags.Cwr,
        _ => TcpFlags.Cwr,
    };

    /// <summary>The ACE field, or the three flags of a SYN, as a number.</summary>
    public static int AceOf(TcpFlags flags) => ((int)flags >> FirstAceBit) & 7;

    /// <summary>Another SYN, or SYN,ACK, has come: the latest one counts (section 3.1.5).</summary>
    public void OnRepeatedSyn(EcnCodepoint ecn) => Handshake = ecn;

    /// <summary>A client: a SYN,ACK has come that is to be answered by the encoding of the handshake. Its mark counts once (section 3.2.2.2).</summary>
    public void OnSynAck(EcnCodepoint ecn)
    {
        Handshake = ecn;
        MustReflect = true;
        if (ecn == EcnCodepoint.CongestionExperienced && !_isCeSynAckCounted)
        {
            _isCeSynAckCounted = true;
            Received = Received with { CePackets = Received.CePackets + 1 };
        }
    }

    /// <summary>A server's SYN,ACK: what its flags are (section 3.2.3.2.2).</summary>
    /// <param name="transmissions">How often it was sent, this time included: the second time it bears no option, the third no flags.</param>
    public TcpFlags FlagsOfSynAck(int transmissions)
    {
        SendsOptions &= transmissions == 1;
        MaySendEct &= transmissions <= 2;
        return transmissions <= 2 ? Reflection : TcpFlags.None;
    }

    /// <summary>No ECN-capable packet is sent from now on.</summary>
    public void StopSendingEct() => MaySendEct = false;

    /// <summary>No option is sent from now on: they seem to be lost.</summary>
    public void StopSendingOptions() => SendsOptions = false;

    /// <summary>The peer has no use for ECN: feedback means nothing from now on.</summary>
    public void Disable()
    {
        MaySendEct = false;
        HeedsFeedback = false;
    }

    /// <summary>The peer has told how a SYN or SYN,ACK of ours came: tables 2 and 4. Those are not ECN-capable, so any mark shows that something on the way makes some (section 3.2.2.3).</summary>
    /// <param name="ace">The three flags, as a number.</param>
    /// <returns>Whether it came marked CE.</returns>
    public bool TakeReflection(int ace)
    {
        MaySendEct &= ace is not (3 or 4 or 6);
        return ace == 6;
    }

    /// <summary>A server: the ACE field of the acknowledgment of its SYN,ACK (table 4).</summary>
    /// <returns>Whether the SYN,ACK came marked CE.</returns>
    public bool TakeAckOfSynAck(int ace)
    {
        if (ace == 0)
        {
            Disable();
        }

        bool isMarked = TakeReflection(ace);
        Delivered = Delivered with { CePackets = Delivered.CePackets + (isMarked ? 1u : 0u) };
        return isMarked;
    }

    /// <summary>The first segment with which an option must come, or none will (sections 3.2.3.2.3 and 3.2.3.2.4).</summary>
    public void BeginOptions(AccurateEcnOption? first)
    {
        _isOptionZeroed = first is { } option && ((option.HasEct0 && option.Counters.Ect0Bytes == 0) || (option.HasEct1 && option.Counters.Ect1Bytes == 0));
        HeedsOptions = first is not null && !_isOptionZeroed;
    }

    /// <summary>From this segment on the counters are compared.</summary>
    public void BeginFeedback(in Segment segment, uint delivered)
    {
        (_latestAck, _latestSequence, _latestTimestamp) = (segment.Acknowledgment, segment.SequenceNumber, segment.TimestampValue);
        _deliveredBefore = delivered;
    }

    /// <summary>A packet that is not a SYN has come, and is the peer's (section 3.2).</summary>
    /// <param name="ecn">Its mark.</param>
    /// <param name="bytes">How much data it carries.</param>
    /// <param name="hasUnacknowledged">Whether data waits for an acknowledgment, this packet's included.</param>
    /// <returns>Whether that must be told at once (section 3.2.2.5.1).</returns>
    public bool Receive(EcnCodepoint ecn, int bytes, bool hasUnacknowledged)
    {
        bool isMarked = ecn == EcnCodepoint.CongestionExperienced;
        bool isChange = isMarked && bytes > 0 && _previous != EcnCodepoint.CongestionExperienced;
        _previous = ecn;
        _marks += isMarked ? 1 : 0;
        Received = ecn switch
        {
            EcnCodepoint.CongestionExperienced => Received with { CePackets = Received.CePackets + 1, CeBytes = unchecked(Received.CeBytes + (uint)bytes) },
            EcnCodepoint.Ect0 => Received with { Ect0Bytes = unchecked(Received.Ect0Bytes + (uint)bytes) },
            EcnCodepoint.Ect1 => Received with { Ect1Bytes = unchecked(Received.Ect1Bytes + (uint)bytes) },
            _ => Received,
        };
        if (bytes > 0 && ecn != EcnCodepoint.NotEct)
        {
            NoteChange((Changes)(1 << (int)ecn), (uint)bytes);
        }

        return isChange || (isMarked && _marks >= (hasUnacknowledged ? MarksWithData : MarksWithoutData));
    }

    /// <summary>Data came that was here before: the peer may not get acknowledgments with options (section 3.2.3.2.2).</summary>
    public void OnDuplicate() => SendsOptions &= !_optionAt.IsSet || ++_duplicates < LostAcknowledgments;

    /// <summary>New data came.</summary>
    public void OnNewData() => _duplicates = 0;

    /// <summary>Whether the next acknowledgment bears an option (section 3.2.3.3).</summary>
    /// <param name="use">What is wanted.</param>
    /// <param name="isDue">Whether it is time for one, whatever has changed.</param>
    public bool IsOptionDue(AccurateEcnOptionUse use, bool isDue) => SendsOptions && use switch
    {
        AccurateEcnOptionUse.Simple => _hasChanged || (isDue && _everChanged != Changes.None),
        AccurateEcnOptionUse.Sparing => _hasChanged && _optionsOwed > 0,
        _ => false,
    };

    /// <summary>Whether no option was sent for so long.</summary>
    public bool HasNoOptionSince(Timestamp time) => _optionAt.IsSet && _optionAt <= time;

    /// <summary>The option for the next acknowledgment: all counters that have ever changed, but those that have not lately where there is no room.</summary>
    /// <param name="room">How many bytes it may take, filled up to words.</param>
    /// <returns>Null where what has changed does not fit.</returns>
    public AccurateEcnOption? MakeOption(int room)
    {
        bool isOrder1 = (_everChanged & (Changes.Ect0 | Changes.Ect1)) == Changes.Ect1;
        AccurateEcnOption wanted = new(isOrder1, Wanted(isOrder1), Received);
        if (room < SmallestOption)
        {
            return null;
        }

        int fits = AccurateEcnOption.FieldsIn(room & ~3);
        if (wanted.Fields <= fits)
        {
            return wanted;
        }

        AccurateEcnOption shorter = wanted with { Fields = fits };
        AccurateEcnOption other = shorter with { IsOrder1 = !isOrder1 };
        return Covers(shorter) ? shorter : Covers(other) ? other : null;
    }

    /// <summary>A segment with ACK was sent.</summary>
    public void OnSent(bool hasOption, Timestamp now)
    {
        MustReflect = false;
        _marks = 0;
        _hasChanged = false;
        if (hasOption)
        {
            _optionAt = now;
            _changedSinceOption = Changes.None;
            _bytesSinceOption = 0;
            _optionsOwed -= _optionsOwed > 0 ? 1 : 0;
        }
    }

    /// <summary>Whether a segment's counters are older than others that have come (appendix A.1).</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="hasTimestamps">Whether timestamps tell the order.</param>
    /// <param name="delivered">How many segments of ours the peer is known to have got, this segment's news included.</param>
    public bool IsSuperseded(in Segment segment, bool hasTimestamps, uint delivered)
    {
        int age = hasTimestamps ? unchecked((int)(segment.TimestampValue - _latestTimestamp)) : 0;
        bool isSameAck = segment.Acknowledgment == _latestAck;

        // Of two that acknowledge the same, one with fewer marks is older: so many new ones would have been told sooner.
        bool goesBack = isSameAck && age == 0 && Increment(segment.Flags) > 4 && delivered == _deliveredBefore;
        return segment.Acknowledgment < _latestAck
            || age < 0
            || (isSameAck && !hasTimestamps && segment.SequenceNumber < _latestSequence)
            || goesBack
            || (HeedsOptions && segment.AccurateEcn is { HasCe: true } option && IsOlder(option.Counters.CeBytes, Delivered.CeBytes));
    }

    /// <summary>Whether a segment's ACE field tells of marks that no other has told of.</summary>
    public bool TellsMarks(in Segment segment) => HeedsFeedback && Increment(segment.Flags) != 0;

    /// <summary>Reads a segment's counters.</summary>
    /// <param name="segment">A segment that is not superseded.</param>
    /// <param name="delivered">How many segments of ours the peer is known to have got.</param>
    /// <param name="segmentSize">SMSS, in bytes.</param>
    /// <returns>How many more packets came marked CE; 0 too where feedback is not believed.</returns>
    public uint TakeFeedback(in Segment segment, uint delivered, uint segmentSize)
    {
        if (!_hasFeedback && AceOf(segment.Flags) == 0)
        {
            Disable(); // section 3.2.2.4: it cannot begin so
        }

        _hasFeedback = true;
        uint acknowledged = delivered - _deliveredBefore;
        BeginFeedback(segment, delivered);
        HeedsOptions |= segment.AccurateEcn is not null && !_isOptionZeroed;
        uint? ceBytes = segment.AccurateEcn is { } option && HeedsOptions ? TakeBytes(option) : null;
        uint marks = Safest(Increment(segment.Flags), acknowledged, ceBytes, segmentSize);
        Delivered = Delivered with { CePackets = unchecked(Delivered.CePackets + marks) };
        if (ceBytes > 0)
        {
            MaySendEct &= Delivered.CePackets != _cePacketsAtCeBytes || acknowledged >= 8; // marked bytes without marked packets: something on the way changes them (section 3.2.3.2.5)
            _cePacketsAtCeBytes = Delivered.CePackets;
        }

        return HeedsFeedback ? marks : 0;
    }

    // The ACE field has three bits, and may have gone around: the most marks that the acknowledged packets can have had, unless the bytes say that they were fewer (section 3.2.2.5.2, appendix A.2).
    private static uint Safest(uint least, uint acknowledged, uint? ceBytes, uint segmentSize)
    {
        if (acknowledged <= least)
        {
            return least; // packets without sequence numbers are marked, too
        }

        uint most = acknowledged - ((acknowledged - least) & 7);
        return most > least && ceBytes is { } bytes && bytes < (ulong)most * segmentSize / 2 ? least : most;
    }

    private static bool IsOlder(uint field, uint counter) => ((field - counter) & FieldMask) > FieldMask / 2;

    private static uint Advance(uint counter, uint field) => unchecked(counter + ((field - counter) & FieldMask));

    private uint Increment(TcpFlags flags) => unchecked((uint)AceOf(flags) - Delivered.CePackets) & 7;

    // How many more bytes were marked CE.
    private uint? TakeBytes(in AccurateEcnOption option)
    {
        uint before = Delivered.CeBytes;
        Delivered = Delivered with
        {
            CeBytes = option.HasCe ? Advance(before, option.Counters.CeBytes) : before,
            Ect0Bytes = option.HasEct0 ? Advance(Delivered.Ect0Bytes, option.Counters.Ect0Bytes) : Delivered.Ect0Bytes,
            Ect1Bytes = option.HasEct1 ? Advance(Delivered.Ect1Bytes, option.Counters.Ect1Bytes) : Delivered.Ect1Bytes,
        };
        return option.HasCe ? unchecked(Delivered.CeBytes - before) : null;
    }

    private void NoteChange(Changes counter, uint bytes)
    {
        _bytesSinceOption += bytes;
        _optionsOwed = counter != _lastCounter ? 2 // the first tells two changes; the second which of them goes on
            : counter == Changes.Ce || _bytesSinceOption >= GreatestGap ? Math.Max(1, _optionsOwed)
            : _optionsOwed;
        _lastCounter = counter;
        _everChanged |= counter;
        _changedSinceOption |= counter;
        _hasChanged = true;
    }

    private int Wanted(bool isOrder1) => _everChanged == Changes.None ? AccurateEcnOption.MostFields
        : !isOrder1 && (_everChanged & Changes.Ect1) != 0 ? 3
        : (_everChanged & Changes.Ce) != 0 ? 2
        : 1;

    private bool Covers(in AccurateEcnOption option) =>
        (_changedSinceOption & ~((option.HasEct0 ? Changes.Ect0 : 0) | (option.HasCe ? Changes.Ce : 0) | (option.HasEct1 ? Changes.Ect1 : 0))) == 0;

    /// <summary>Byte counters, each a bit: 1 shifted by the code point that it counts.</summary>
    [Flags]
    private enum Changes : byte
    {
        None = 0,
        Ect1 = 1 << (int)EcnCodepoint.Ect1,
        Ect0 = 1 << (int)EcnCodepoint.Ect0,
        Ce = 1 << (int)EcnCodepoint.CongestionExperienced,
    }
}
