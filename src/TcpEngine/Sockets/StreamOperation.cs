using System.Threading.Tasks.Sources;

namespace TcpEngine.Sockets;

/// <summary>
/// One kind of operation of a stream, one at a time, used again and again: where it is awaited nothing is allocated. It is begun by the caller and ended on the host's
/// thread, a cancelled one too, so nobody touches the caller's buffer once it is over.
/// </summary>
internal sealed class StreamOperation : IValueTaskSource<int>, IValueTaskSource
{
    private readonly ITcpHost _host;
    private readonly string _name;
    private ManualResetValueTaskSourceCore<int> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;
    private int _isTaken;

    /// <summary>Creates an operation that is not under way.</summary>
    /// <param name="host">Whose thread ends it.</param>
    /// <param name="name">What it does, for an error.</param>
    public StreamOperation(ITcpHost host, string name)
    {
        _host = host;
        _name = name;
    }

    /// <summary>Whether it is under way. On the host's thread.</summary>
    public bool IsPending { get; private set; }

    /// <summary>Reserves the operation, before what it works on is set.</summary>
    /// <exception cref="InvalidOperationException">One is under way already.</exception>
    public void Take()
    {
        if (Interlocked.Exchange(ref _isTaken, 1) == 1)
        {
            throw new InvalidOperationException($"The stream is being {_name} already: wait for that to end.");
        }
    }

    /// <summary>Begins it, once it is taken.</summary>
    /// <param name="start">Calls <see cref="Enter"/> on the host's thread, and looks whether it can end at once.</param>
    /// <param name="cancellation">Ends it with an error.</param>
    public ValueTask<int> BeginAsync(Action<Timestamp> start, CancellationToken cancellation)
    {
        ValueTask<int> task = new(this, _core.Version);
        Start(start, cancellation);
        return task;
    }

    /// <inheritdoc cref="BeginAsync"/>
    public ValueTask BeginWithoutResultAsync(Action<Timestamp> start, CancellationToken cancellation)
    {
        ValueTask task = new(this, _core.Version);
        Start(start, cancellation);
        return task;
    }

    /// <summary>It is under way. On the host's thread.</summary>
    public void Enter() => IsPending = true;

    /// <summary>Ends it with a result. On the host's thread.</summary>
    public void Complete(int result)
    {
        IsPending = false;
        _core.SetResult(result);
    }

    /// <summary>Ends it with an error. On the host's thread.</summary>
    public void Fail(Exception exception)
    {
        IsPending = false;
        _core.SetException(exception);
    }

    /// <inheritdoc/>
    public int GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _cancellation.Dispose();
            _core.Reset();
            Volatile.Write(ref _isTaken, 0);
        }
    }

    /// <inheritdoc/>
    void IValueTaskSource.GetResult(short token) => GetResult(token);

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _core.OnCompleted(continuation, state, token, flags);

    // A token that is cancelled already calls back at once: the start must stand in the queue before that.
    private void Start(Action<Timestamp> start, CancellationToken cancellation)
    {
        short version = _core.Version;
        _host.Post(start);
        _cancellation = cancellation.CanBeCanceled ? cancellation.Register(() => _host.Post(_ => Cancel(version, cancellation))) : default;
    }

    private void Cancel(short version, CancellationToken cancellation)
    {
        if (IsPending && _core.Version == version)
        {
            Fail(new OperationCanceledException(cancellation));
        }
    }
}
