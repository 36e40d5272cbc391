using System.Net;
using System.Net.Sockets;

namespace TcpEngine.Sockets;

/// <summary>
/// A connection of the engine as a <see cref="Stream"/>, to be used from any thread: <see cref="TcpHostSockets.ConnectAsync(ITcpHost, IPEndPoint, TcpConnectionOptions?, IPEndPoint?, CancellationToken)"/> and <see cref="TcpStreamListener"/> make
/// them. One read and one write may be under way at a time. Errors are <see cref="IOException"/>s with a <see cref="SocketException"/> within, as those of <see cref="NetworkStream"/>.
/// </summary>
/// <example>
/// <code>
/// await using TcpStream stream = await host.ConnectAsync(IPEndPoint.Parse("192.0.2.1:80"));
/// await stream.WriteAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray());
/// stream.CompleteWrites();
/// await stream.CopyToAsync(Console.OpenStandardOutput());
/// </code>
/// </example>
public sealed class TcpStream : Stream
{
    private readonly ITcpHost _host;
    private readonly StreamOperation _read;
    private readonly StreamOperation _write;
    private readonly Action<Timestamp> _startRead;
    private readonly Action<Timestamp> _startWrite;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TcpConnection _connection = null!; // set before anyone has the stream
    private Memory<byte> _readBuffer;
    private ReadOnlyMemory<byte> _unwritten;
    private bool _isClosed; // as seen by the host's thread
    private int _isDisposed;
    private volatile bool _hasCompletedWrites;

    internal TcpStream(ITcpHost host, Action<TcpStream, Timestamp> onConnected, Action<TcpStream, Timestamp> onFailed)
    {
        _host = host;
        _read = new StreamOperation(host, "read");
        _write = new StreamOperation(host, "written");
        _startRead = now =>
        {
            _read.Enter();
            TryRead(now);
        };
        _startWrite = now =>
        {
            _write.Enter();
            TryWrite(now);
        };
        Application = new StreamApplication(this, onConnected, onFailed);
    }

    /// <summary>Where this end is.</summary>
    public IPEndPoint LocalEndPoint => _connection.Key.Local.ToIPEndPoint();

    /// <summary>Where the peer is.</summary>
    public IPEndPoint RemoteEndPoint => _connection.Key.Remote.ToIPEndPoint();

    /// <summary>
    /// How the connection behaves: Nagle's algorithm, keep-alive, the user time-out and more, as <c>stream.Options = stream.Options with { NoDelay = true }</c>.
    /// What was negotiated or allocated when it was opened stays what it is.
    /// </summary>
    public TcpConnectionOptions Options
    {
        get;
        set
        {
            field = value;
            _host.Post(_ => _connection.Options = value);
        }
    }

    = TcpConnectionOptions.Default;

    /// <summary>
    /// What disposing does where not everything is sent and acknowledged. Not enabled, as at first: it goes on in the background. Enabled with a time: disposing waits so
    /// long, then aborts. With 0 s: it aborts at once, and the peer is sent RST.
    /// </summary>
    public LingerOption LingerState { get; set; } = new(enable: false, seconds: 0);

    /// <inheritdoc/>
    public override bool CanRead => _isDisposed == 0;

    /// <inheritdoc/>
    public override bool CanWrite => _isDisposed == 0 && !_hasCompletedWrites;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanTimeout => true;

    /// <summary>How long <see cref="Read(byte[], int, int)"/> waits, in milliseconds; <see cref="Timeout.Infinite"/> for ever. Asynchronous calls have their tokens.</summary>
    public override int ReadTimeout { get; set; } = Timeout.Infinite;

    /// <summary>How long <see cref="Write(byte[], int, int)"/> waits, in milliseconds; <see cref="Timeout.Infinite"/> for ever.</summary>
    public override int WriteTimeout { get; set; } = Timeout.Infinite;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>What the stack tells.</summary>
    internal StreamApplication Application { get; }

    /// <summary>Reads what is there, or waits for it.</summary>
    /// <param name="buffer">Where it goes. An empty one waits until there is something.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is lost by that.</param>
    /// <returns>How many bytes; 0 at the end: the peer has closed, and everything was read.</returns>
    /// <exception cref="IOException">The connection is gone: within is the <see cref="SocketException"/>.</exception>
    /// <exception cref="InvalidOperationException">A read is under way.</exception>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        _read.Take();
        _readBuffer = buffer;
        return _read.BeginAsync(_startRead, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    /// <exception cref="IOException">The connection is gone, or <see cref="ReadTimeout"/> is over.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        using CancellationTokenSource timeout = new(ReadTimeout);
        try
        {
            return ReadAsync(buffer.AsMemory(offset, count), timeout.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            throw Error(SocketError.TimedOut);
        }
    }

    /// <summary>Writes: ends when everything is in the send buffer.</summary>
    /// <param name="buffer">What is sent.</param>
    /// <param name="cancellationToken">Ends the wait; what the send buffer took before is sent all the same.</param>
    /// <exception cref="IOException">The connection is gone: within is the <see cref="SocketException"/>.</exception>
    /// <exception cref="InvalidOperationException">A write is under way, or <see cref="CompleteWrites"/> was called.</exception>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        _write.Take();
        _unwritten = buffer;
        return _write.BeginWithoutResultAsync(_startWrite, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    /// <exception cref="IOException">The connection is gone, or <see cref="WriteTimeout"/> is over.</exception>
    public override void Write(byte[] buffer, int offset, int count)
    {
        using CancellationTokenSource timeout = new(WriteTimeout);
        try
        {
            WriteAsync(buffer.AsMemory(offset, count), timeout.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            throw Error(SocketError.TimedOut);
        }
    }

    /// <summary>Does nothing: what is written is sent as soon as TCP may.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc cref="Flush"/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Half-close: the peer is told that nothing more will come (FIN, after what was written), and what it sends can still be read.</summary>
    public void CompleteWrites()
    {
        _hasCompletedWrites = true;
        _host.Post(now => _connection.Close(now));
    }

    /// <summary>Aborts: the peer is sent RST, reads and writes that are under way end with <see cref="SocketError.ConnectionAborted"/>.</summary>
    public void Abort() => _host.Post(now => _connection.Abort(now));

    /// <summary>What the connection knows about itself: state, windows, round-trip time, congestion control and more.</summary>
    public Task<ConnectionSnapshot> TakeSnapshotAsync()
    {
        TaskCompletionSource<ConnectionSnapshot> snapshot = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Post(_ => snapshot.SetResult(_connection.TakeSnapshot()));
        return snapshot.Task;
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Closes both directions, as <see cref="LingerState"/> says. Data that came and was not read makes it a reset (RFC 9293, section 3.6.1).</summary>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        bool lingers = LingerState.Enabled;
        bool abortsAtOnce = lingers && LingerState.LingerTime == 0;
        _host.Post(now =>
        {
            FailPending(new ObjectDisposedException(nameof(TcpStream)));
            if (abortsAtOnce)
            {
                _connection.Abort(now);
            }
            else
            {
                _connection.Release(now);
            }
        });
        if (lingers && !abortsAtOnce)
        {
            try
            {
                await _ended.Task.WaitAsync(TimeSpan.FromSeconds(LingerState.LingerTime)).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                Abort();
            }
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }

    internal void Begin(TcpConnection connection)
    {
        _connection = connection;
        Options = connection.Options;
    }

    // All below runs on the host's thread.

    private static IOException Error(SocketError error)
    {
        SocketException exception = new((int)error);
        return new IOException($"The connection failed: {exception.Message}", exception);
    }

    private void TryRead(Timestamp now)
    {
        if (!_read.IsPending)
        {
            return;
        }

        if (_connection.AvailableBytes > 0)
        {
            int count = _connection.Receive(_readBuffer.Span, now);
            _readBuffer = default;
            _read.Complete(count);
        }
        else if (_connection.Failure != TcpFailure.None)
        {
            _read.Fail(Error(SocketErrors.Of(_connection)));
        }
        else if (_connection.IsAtEnd || _isClosed)
        {
            _read.Complete(0);
        }
    }

    private void TryWrite(Timestamp now)
    {
        if (!_write.IsPending)
        {
            return;
        }

        if (_isClosed || _connection.State == TcpState.Closed)
        {
            _write.Fail(Error(SocketErrors.Of(_connection)));
        }
        else if (_hasCompletedWrites)
        {
            _write.Fail(new InvalidOperationException("CompleteWrites was called: nothing more can be written."));
        }
        else
        {
            _unwritten = _unwritten[_connection.Send(_unwritten.Span, now)..];
            if (_unwritten.IsEmpty)
            {
                _write.Complete(0);
            }
        }
    }

    private void FailPending(Exception exception)
    {
        if (_read.IsPending)
        {
            _read.Fail(exception);
        }

        if (_write.IsPending)
        {
            _write.Fail(exception);
        }
    }

    /// <summary>What the stack tells a stream.</summary>
    internal sealed class StreamApplication(TcpStream stream, Action<TcpStream, Timestamp> onConnected, Action<TcpStream, Timestamp> onFailed) : ITcpApplication
    {
        private bool _wasConnected;

        public void OnConnected(TcpConnection connection, Timestamp now)
        {
            _wasConnected = true;
            stream.Begin(connection);
            onConnected(stream, now);
        }

        public void OnDataAvailable(TcpConnection connection, Timestamp now) => stream.TryRead(now);

        public void OnSendBufferSpace(TcpConnection connection, Timestamp now) => stream.TryWrite(now);

        public void OnPeerClosed(TcpConnection connection, Timestamp now) => stream.TryRead(now);

        public void OnFinAcknowledged(TcpConnection connection, Timestamp now) => stream._ended.TrySetResult();

        public void OnClosed(TcpConnection connection, Timestamp now)
        {
            stream._isClosed = true;
            stream._ended.TrySetResult();
            if (!_wasConnected)
            {
                stream._connection = connection;
                onFailed(stream, now);
                return;
            }

            stream.TryRead(now);
            stream.TryWrite(now);
        }
    }
}
