using System.Net.Sockets;

namespace Extcap.Live;

/// <summary>A stream that gives what is written to it to every subscriber. What is written first, the preamble, each of them gets first.</summary>
internal sealed class Broadcast : Stream
{
    private readonly object _lock = new();
    private readonly MemoryStream _recorded = new();
    private LiveSubscriber[] _subscribers = [];
    private bool _isRecording = true;

    /// <summary>Whether there is anybody.</summary>
    public bool HasSubscribers => Volatile.Read(ref _subscribers).Length > 0;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>What was written up to here is the preamble.</summary>
    public void EndPreamble() => _isRecording = false;

    /// <summary>Adds a subscriber.</summary>
    public void Add(Socket socket)
    {
        lock (_lock)
        {
            LiveSubscriber added = new(socket, _recorded.GetBuffer().AsSpan(0, (int)_recorded.Length));
            Volatile.Write(ref _subscribers, [.. _subscribers.Where(subscriber => !subscriber.IsGone), added]);
        }
    }

    /// <summary>Ends every subscriber's stream.</summary>
    public void End(TimeSpan patience)
    {
        foreach (LiveSubscriber subscriber in Volatile.Read(ref _subscribers))
        {
            subscriber.End(patience);
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_isRecording)
        {
            _recorded.Write(buffer);
            return;
        }

        bool isAnyGone = false;
        foreach (LiveSubscriber subscriber in Volatile.Read(ref _subscribers))
        {
            subscriber.Add(buffer);
            isAnyGone |= subscriber.IsGone;
        }

        if (isAnyGone)
        {
            lock (_lock)
            {
                Volatile.Write(ref _subscribers, [.. _subscribers.Where(subscriber => !subscriber.IsGone)]);
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
