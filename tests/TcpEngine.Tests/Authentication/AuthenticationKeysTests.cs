namespace TcpEngine.Tests.Authentication;

/// <summary>Which keys there may be together, and which connections they are for: RFC 5925, sections 2.2 and 3.1.</summary>
public sealed class AuthenticationKeysTests
{
    private static readonly IpAddress Peer = IpAddress.Parse("192.0.2.2");
    private static readonly ConnectionKey Key = new(new TcpEndpoint(IpAddress.Parse("192.0.2.1"), 1234), new TcpEndpoint(Peer, 80));

    [Fact]
    [Requirement("AO-2")]
    public void Ids_do_not_overlap_where_connections_do()
    {
        MasterKeyTuple all = new(default, 1, 2, "key"u8);
        MasterKeyTuple network = new(new ConnectionPattern { RemoteAddress = Peer, RemotePrefixLength = 24 }, 1, 9, "key"u8);
        MasterKeyTuple sameReceiveId = new(ConnectionPattern.To(Peer), 9, 2, "key"u8);
        MasterKeyTuple elsewhere = new(ConnectionPattern.To(IpAddress.Parse("198.51.100.1")), 1, 9, "key"u8);

        Assert.Throws<ArgumentException>(() => AuthenticationKeys.Of(all, network));
        Assert.Throws<ArgumentException>(() => AuthenticationKeys.Of(sameReceiveId, all));
        Assert.NotNull(AuthenticationKeys.Of(network, elsewhere).Begin(Key, default));
    }

    [Fact]
    [Requirement("AO-1")]
    public void A_connection_has_TCP_AO_or_MD5_signatures_and_not_both()
    {
        MasterKeyTuple all = new(default, 1, 2, "key"u8);
        Md5Key md5 = new(ConnectionPattern.To(Peer), "key"u8);

        Assert.Throws<ArgumentException>(() => new AuthenticationKeys([all], [md5]));
        Assert.Throws<ArgumentException>(() => AuthenticationKeys.Of(md5, new Md5Key(default, "other"u8)));
    }

    [Theory]
    [InlineData("192.0.2.2", null, null, 0, 0, true)]
    [InlineData("192.0.2.3", null, null, 0, 0, false)]
    [InlineData("192.0.2.3", 31, null, 0, 0, true)]
    [InlineData("192.0.2.4", 31, null, 0, 0, false)]
    [InlineData("203.0.113.9", 0, null, 0, 0, true)]
    [InlineData("2001:db8::1", 0, null, 0, 0, false)]
    [InlineData(null, null, "192.0.2.1", 0, 0, true)]
    [InlineData(null, null, "192.0.2.7", 0, 0, false)]
    [InlineData(null, null, null, 80, 1234, true)]
    [InlineData(null, null, null, 81, 0, false)]
    [InlineData(null, null, null, 0, 1235, false)]
    [Requirement("AO-6")]
    public void A_pattern_is_for_those_connections_that_have_all_that_it_names(string? remote, int? prefix, string? local, int remotePort, int localPort, bool matches)
    {
        ConnectionPattern pattern = new()
        {
            RemoteAddress = remote is null ? null : IpAddress.Parse(remote),
            RemotePrefixLength = prefix,
            LocalAddress = local is null ? null : IpAddress.Parse(local),
            RemotePort = (ushort)remotePort,
            LocalPort = (ushort)localPort,
        };

        Assert.Equal(matches, pattern.Matches(Key));
        Assert.Equal(matches, AuthenticationKeys.Of(new Md5Key(pattern, "key"u8)).Begin(Key, default) is not null);
        Assert.True(pattern.Overlaps(default) && pattern.Overlaps(pattern));
    }

    [Fact]
    public void A_key_is_not_empty()
    {
        Assert.Throws<ArgumentException>(() => new Md5Key(default, []));
        Assert.Throws<ArgumentException>(() => new MasterKeyTuple(default, 1, 1, []));
    }
}
