using System.Net;
using System.Net.Sockets;
using System.Text;
using TcpEngine.Sockets;

namespace TcpEngine.Tests.Sockets;

/// <summary>TCP Fast Open and signed segments behind .NET's <see cref="Stream"/>.</summary>
public sealed class FastOpenStreamTests : IDisposable
{
    private static readonly IPEndPoint Right = IPEndPoint.Parse("10.0.0.2:80");
    private static readonly TcpConnectionOptions FastOpen = TcpConnectionOptions.Default with { FastOpen = FastOpenUse.WithCookie };

    private readonly HostPair _hosts = new();

    public void Dispose() => _hosts.Dispose();

    [Fact]
    [Requirement("TFO-1")]
    public async Task The_first_data_goes_with_the_SYN_once_there_is_a_cookie()
    {
        using TcpStreamListener listener = await _hosts.Right.ListenAsync(Right, fastOpenLimit: 4);

        Assert.Equal((FastOpenState.CookieRequested, FastOpenState.CookieGiven), await AskAsync(listener, FastOpen));
        Assert.Equal((FastOpenState.Accepted, FastOpenState.Accepted), await AskAsync(listener, FastOpen));
        Assert.Equal((FastOpenState.None, FastOpenState.None), await AskAsync(listener, TcpConnectionOptions.Default));
        Assert.Equal(1, _hosts.Right.Stack.Statistics.FastOpenPassive);
    }

    [Fact]
    [Requirement("TFO-1")]
    public async Task A_listener_has_no_Fast_Open_unless_it_is_asked_for()
    {
        using TcpStreamListener listener = await _hosts.Right.ListenAsync(Right);

        Assert.Equal((FastOpenState.CookieRequested, FastOpenState.None), await AskAsync(listener, FastOpen));
        Assert.Equal(0, _hosts.Right.Stack.Statistics.FastOpenPassive);
    }

    [Fact]
    public async Task More_data_than_the_send_buffer_holds_is_refused()
    {
        using TcpStreamListener listener = await _hosts.Right.ListenAsync(Right);

        await Assert.ThrowsAsync<ArgumentException>(() => _hosts.Left.ConnectAsync(Right, new byte[10_001], TcpConnectionOptions.Default with { SendBufferSize = 10_000 }));
        await using TcpStream stream = await _hosts.Left.ConnectAsync(Right, new byte[10_000], TcpConnectionOptions.Default with { SendBufferSize = 10_000 });
        await using TcpStream accepted = await listener.AcceptAsync();
        await accepted.ReadExactlyAsync(new byte[10_000]);
    }

    [Fact]
    public async Task A_stream_with_a_key_talks_to_its_like_alone()
    {
        TcpConnectionOptions signed = TcpConnectionOptions.Default with
        {
            Keys = AuthenticationKeys.Of(new Md5Key(default, "a key"u8)),
            InitialRetransmissionTimeout = Duration.FromMilliseconds(20),
            MinimumRetransmissionTimeout = Duration.FromMilliseconds(20),
            SynRetries = 2,
        };
        using TcpStreamListener listener = await _hosts.Right.ListenAsync(Right, signed);

        Assert.Equal((FastOpenState.None, FastOpenState.None), await AskAsync(listener, signed));
        SocketException unsigned = await Assert.ThrowsAsync<SocketException>(() => _hosts.Left.ConnectAsync(Right, signed with { Keys = AuthenticationKeys.None }));
        Assert.Equal(SocketError.TimedOut, unsigned.SocketErrorCode);
    }

    // A question that is written with OPEN, and its answer. How far Fast Open came at both ends.
    private async Task<(FastOpenState Left, FastOpenState Right)> AskAsync(TcpStreamListener listener, TcpConnectionOptions options)
    {
        ValueTask<TcpStream> accepting = listener.AcceptAsync();
        await using TcpStream left = await _hosts.Left.ConnectAsync(Right, "question"u8.ToArray(), options);
        await using TcpStream right = await accepting;
        byte[] buffer = new byte[8];
        await right.ReadExactlyAsync(buffer);
        Assert.Equal("question", Encoding.ASCII.GetString(buffer));
        await right.WriteAsync("answer"u8.ToArray());
        await left.ReadExactlyAsync(buffer.AsMemory(0, 6));
        Assert.Equal("answer", Encoding.ASCII.GetString(buffer, 0, 6));
        return ((await left.TakeSnapshotAsync()).FastOpen, (await right.TakeSnapshotAsync()).FastOpen);
    }
}
