using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TcpEngine.Sockets;

namespace TcpEngine.Tests.Sockets;

/// <summary>The engine behind .NET's <see cref="Stream"/>: two hosts in real time, a cable between them.</summary>
public sealed class TcpStreamTests : IDisposable
{
    private readonly HostPair _hosts = new();

    public void Dispose() => _hosts.Dispose();

    [Fact]
    public async Task Bytes_arrive_in_order_both_ways_and_the_end_is_told()
    {
        (TcpStream left, TcpStream right) = await _hosts.ConnectAsync();
        byte[] sent = new byte[5_000_000];
        new Random(1).NextBytes(sent);

        Task<byte[]> there = ReadToEndAsync(right);
        Task<byte[]> back = ReadToEndAsync(left);
        Task up = WriteAndCloseAsync(left, sent);
        Task down = WriteAndCloseAsync(right, sent[..3_000_000]);
        await Task.WhenAll(there, back, up, down);

        Assert.Equal(sent, await there);
        Assert.Equal(sent[..3_000_000], await back);
        Assert.Equal("10.0.0.2:80", left.RemoteEndPoint.ToString());
        Assert.Equal(left.LocalEndPoint, right.RemoteEndPoint);
    }

    [Fact]
    public async Task After_a_half_close_the_other_direction_lives()
    {
        (TcpStream left, TcpStream right) = await _hosts.ConnectAsync();
        await left.WriteAsync("question"u8.ToArray());
        left.CompleteWrites();

        Assert.Equal("question", Encoding.ASCII.GetString(await ReadToEndAsync(right)));
        Assert.False(left.CanWrite);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await left.WriteAsync(new byte[1]));
        await WriteAndCloseAsync(right, "answer"u8.ToArray());
        Assert.Equal("answer", Encoding.ASCII.GetString(await ReadToEndAsync(left)));
    }

    [Fact]
    public async Task A_port_where_nobody_listens_refuses()
    {
        SocketException exception = await Assert.ThrowsAsync<SocketException>(() => _hosts.Left.ConnectAsync(IPEndPoint.Parse("10.0.0.2:81")));

        Assert.Equal(SocketError.ConnectionRefused, exception.SocketErrorCode);
    }

    [Fact]
    public async Task An_address_that_is_not_the_hosts_is_not_available()
    {
        SocketException exception = await Assert.ThrowsAsync<SocketException>(() => _hosts.Left.ConnectAsync(IPEndPoint.Parse("10.0.0.2:80"), local: IPEndPoint.Parse("10.9.9.9:0")));

        Assert.Equal(SocketError.AddressNotAvailable, exception.SocketErrorCode);
    }

    [Fact]
    public async Task Nobody_that_answers_is_a_time_out()
    {
        _hosts.LeftCable.IsCut = true;
        TcpConnectionOptions options = TcpConnectionOptions.Default with { InitialRetransmissionTimeout = Duration.FromMilliseconds(20), MinimumRetransmissionTimeout = Duration.FromMilliseconds(20), SynRetries = 1 };

        SocketException exception = await Assert.ThrowsAsync<SocketException>(() => _hosts.Left.ConnectAsync(IPEndPoint.Parse("10.0.0.2:80"), options));

        Assert.Equal(SocketError.TimedOut, exception.SocketErrorCode);
    }

    [Fact]
    public async Task Connecting_can_be_given_up()
    {
        _hosts.LeftCable.IsCut = true;
        using CancellationTokenSource cancellation = new(50);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _hosts.Left.ConnectAsync(IPEndPoint.Parse("10.0.0.2:80"), cancellation: cancellation.Token));

        await UntilConnectionsOf(_hosts.Left, 0);
    }

    [Fact]
    public async Task A_read_that_is_cancelled_loses_nothing()
    {
        (TcpStream left, TcpStream right) = await _hosts.ConnectAsync();
        byte[] buffer = new byte[10];
        using CancellationTokenSource cancellation = new();
        ValueTask<int> reading = right.ReadAsync(buffer, cancellation.Token);
        Assert.Throws<InvalidOperationException>(() => right.ReadAsync(buffer).AsTask().GetAwaiter().GetResult());

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reading);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await right.ReadExactlyAsync(buffer, cancellation.Token));
        await left.WriteAsync("later"u8.ToArray());

        Assert.Equal(5, await right.ReadAtLeastAsync(buffer, 5));
        Assert.Equal("later"u8, buffer.AsSpan(0, 5));
    }

    [Fact]
    public async Task A_write_waits_for_a_reader_and_can_be_cancelled()
    {
        (TcpStream left, TcpStream right) = await _hosts.ConnectAsync(TcpConnectionOptions.Default with { SendBufferSize = 10_000, ReceiveBufferSize = 10_000 });
        using CancellationTokenSource cancellation = new(100);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await left.WriteAsync(new byte[100_000], cancellation.Token));
        left.CompleteWrites();

        Assert.InRange((await ReadToEndAsync(right)).Length, 10_000, 30_000); // what both buffers had taken
    }

    [Fact]
    public async Task Reads_and_writes_with_a_time_limit_say_timed_out()
    {
        (TcpStream left, TcpStream right) = await _hosts.ConnectAsync(TcpConnectionOptions.Default with { SendBufferSize = 10_000, ReceiveBufferSize = 10_000 });
        right.ReadTimeout = 30;
        left.WriteTimeout = 30;

        Assert.Equal(SocketError.TimedOut, Within(Assert.Throws<IOException>(() => right.ReadByte())));
        Assert.Equal(SocketError.TimedOut, Within(Assert.Throws<IOException>(() => left.Write(new byte[100_000], 0, 100_000))));
    }

    [Fact]
    public async Task An_abort_resets_the_peer()
    {
        (TcpStream left, TcpStream right) = await _hosts.ConnectAsync();
        ValueTask<int> reading = right.ReadAsync(new byte[1]);

        left.Abort();

        Assert.Equal(SocketError.ConnectionReset, Within(await Assert.ThrowsAsync<IOException>(async () => await reading)));
        Assert.Equal(SocketError.ConnectionReset, Within(await Assert.ThrowsAsync<IOException>(async () => await right.WriteAsync(new byte[1]))));
        Assert.Equal(SocketError.ConnectionAborted, Within(await Assert.ThrowsAsync<IOException>(async () => await left.ReadExactlyAsync(new byte[1]))));
    }

    [Fact]
    public async Task Disposing_sends_what_was_written_then_closes()
    {
        (TcpStream left, TcpStream right) = await _hosts.ConnectAsync();
        byte[] sent = new byte[200_000];
        await left.WriteAsync(sent);
        await left.DisposeAsync();

        Assert.Equal(sent.Length, (await ReadToEndAsync(right)).Length);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await left.ReadExactlyAsync(new byte[1]));
        Assert.False(left.CanRead);
    }

    [Fact]
    public async Task Disposing_ends_a_read_that_waits()
    {
        (TcpStream left, TcpStream _) = await _hosts.ConnectAsync();
        ValueTask<int> reading = left.ReadAsync(new byte[1]);

        await left.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await reading);
    }

    [Fact]
    public async Task Lingering_for_no_time_resets()
    {
        (TcpStream left, TcpStream right) = await _hosts.ConnectAsync();
        left.LingerState = new LingerOption(enable: true, seconds: 0);

        await left.DisposeAsync();

        Assert.Equal(SocketError.ConnectionReset, Within(await Assert.ThrowsAsync<IOException>(async () => await right.ReadExactlyAsync(new byte[1]))));
    }

    [Fact]
    public async Task Lingering_waits_until_all_is_acknowledged_and_aborts_when_that_takes_too_long()
    {
        (TcpStream left, TcpStream right) = await _hosts.ConnectAsync();
        left.LingerState = new LingerOption(enable: true, seconds: 30);
        await left.WriteAsync(new byte[50_000]);
        await left.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(50_000, (await ReadToEndAsync(right)).Length);

        (TcpStream cut, TcpStream _) = await _hosts.ConnectAsync();
        cut.LingerState = new LingerOption(enable: true, seconds: 1);
        _hosts.LeftCable.IsCut = true;
        await cut.WriteAsync(new byte[10]);
        await cut.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        await UntilConnectionsOf(_hosts.Left, 1); // the first, in TIME-WAIT
    }

    [Fact]
    public async Task Options_can_be_changed_while_it_lives()
    {
        (TcpStream left, TcpStream _) = await _hosts.ConnectAsync(TcpConnectionOptions.Default with { CongestionControl = CongestionControlAlgorithm.NewReno });

        left.Options = left.Options with { NoDelay = true, KeepAlive = true };

        Assert.True(left.Options is { NoDelay: true, KeepAlive: true, CongestionControl: CongestionControlAlgorithm.NewReno });
        Assert.Equal(1448, (await left.TakeSnapshotAsync()).SendMaximumSegmentSize);
    }

    [Fact]
    public async Task TLS_runs_on_it()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=right", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        (TcpStream left, TcpStream right) = await _hosts.ConnectAsync();
        await using SslStream client = new(left, leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await using SslStream server = new(right);

        await Task.WhenAll(client.AuthenticateAsClientAsync("right"), server.AuthenticateAsServerAsync(certificate));
        await client.WriteAsync(new byte[100_000]);
        await client.ShutdownAsync();

        Assert.Equal(100_000, (await ReadToEndAsync(server)).Length);
    }

    private static async Task WriteAndCloseAsync(TcpStream stream, byte[] bytes)
    {
        for (int at = 0; at < bytes.Length; at += 100_000)
        {
            await stream.WriteAsync(bytes.AsMemory(at, Math.Min(100_000, bytes.Length - at)));
        }

        stream.CompleteWrites();
    }

    private static async Task<byte[]> ReadToEndAsync(Stream stream)
    {
        using MemoryStream all = new();
        await stream.CopyToAsync(all).WaitAsync(TimeSpan.FromSeconds(60));
        return all.ToArray();
    }

    private static SocketError Within(IOException exception) => Assert.IsType<SocketException>(exception.InnerException).SocketErrorCode;

    // A RST that is still to be sent keeps a connection for one more round of the host.
    private static async Task UntilConnectionsOf(TunHost host, int expected)
    {
        for (int count = -1; count != expected;)
        {
            TaskCompletionSource<int> counted = new(TaskCreationOptions.RunContinuationsAsynchronously);
            host.Post(_ => counted.SetResult(host.Stack.ConnectionCount));
            count = await counted.Task.WaitAsync(TimeSpan.FromSeconds(10));
            Assert.InRange(count, expected, expected + 1);
        }
    }
}
