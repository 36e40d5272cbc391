namespace TcpEngine;

// The user time-out, and what the peer says of its own (RFC 5482).
public sealed partial class TcpConnection
{
    private const int UserTimeoutOptionSize = 4;

    private static readonly Duration DefaultUserTimeout = Duration.FromSeconds(300); // RFC 9293, section 3.10.1
    private static readonly Duration KeepAliveMargin = Duration.FromSeconds(1);

    private bool _mustTellUserTimeout = true; // in the first segment without SYN, too (RFC 5482, section 3)

    /// <summary>REMOTE_UTO: the user time-out that the peer has told of last; zero for none (RFC 5482, section 3.1).</summary>
    public Duration RemoteUserTimeout => _extras?.RemoteUserTimeout ?? Duration.Zero;

    /// <summary>USER_TIMEOUT: how long sent data may stay unacknowledged now; zero where retransmissions are counted instead.</summary>
    public Duration UserTimeout => _options.UserTimeoutExchange is { } exchange && IsSynchronized && (exchange.IsChangeable ?? _options.UserTimeout == Duration.Zero)
        ? exchange.Adopt(AdvertisedUserTimeout(exchange), RemoteUserTimeout, _rto.Value)
        : _options.UserTimeout;

    // RFC 5482, section 4.2: keep-alive must not give up what the adopted time-out would keep.
    private Duration KeepAliveIdle => _options.UserTimeoutExchange is null ? _options.KeepAliveIdle : Duration.Max(_options.KeepAliveIdle, UserTimeout + KeepAliveMargin);

    // What the option takes of the next segment that has room for it.
    private int DueUserTimeoutSize =>
        _mustTellUserTimeout && _options.UserTimeoutExchange is not null && SegmentOptionsSize + SackOptionSize + UserTimeoutOptionSize <= OutgoingSegment.MaximumOptionsSize ? UserTimeoutOptionSize : 0;

    private Duration AdvertisedUserTimeout(UserTimeoutExchange exchange) =>
        exchange.Advertised != Duration.Zero ? exchange.Advertised
        : _options.UserTimeout != Duration.Zero ? _options.UserTimeout
        : DefaultUserTimeout;

    private void TakeUserTimeout(in Segment segment)
    {
        if (_options.UserTimeoutExchange is not null && segment.UserTimeout > Duration.Zero)
        {
            Extras.RemoteUserTimeout = segment.UserTimeout;
        }
    }

    // In every SYN that has room for it, and once beside what is sent then.
    private Duration TellUserTimeout(bool isSyn, int dataLength, int sackSize)
    {
        if (_options.UserTimeoutExchange is not { } exchange || (!isSyn && !_mustTellUserTimeout))
        {
            return Duration.Zero;
        }

        bool hasRoom = isSyn || (SegmentOptionsSize + sackSize + UserTimeoutOptionSize <= OutgoingSegment.MaximumOptionsSize && dataLength + sackSize + UserTimeoutOptionSize <= _sendSegmentSize);
        _mustTellUserTimeout &= isSyn || !hasRoom;
        return hasRoom ? AdvertisedUserTimeout(exchange) : Duration.Zero;
    }
}
