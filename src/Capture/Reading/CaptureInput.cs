namespace Capture.Reading;

/// <summary>
/// A stream, read forward through one buffer, which gives spans of it without copying. The buffer grows only when it is full of bytes that have really come:
/// a length that a file claims allocates nothing by itself.
/// </summary>
internal sealed class CaptureInput : IDisposable
{
    private readonly Stream _stream;
    private byte[] _buffer;
    private int _start;
    private int _end;
    private long _endOffset; // in the stream, of what is at _end
    private bool _ended;

    public CaptureInput(Stream stream, int bufferSize)
    {
        _stream = stream;
        _buffer = new byte[Math.Max(64, bufferSize)];
    }

    /// <summary>Where the next byte stands in the stream.</summary>
    public long Offset => _endOffset - (_end - _start);

    /// <summary>Whether the stream ended because its compression is broken.</summary>
    public bool IsCorrupt { get; private set; }

    /// <summary>Shows the next bytes without taking them.</summary>
    /// <param name="count">How many, at least.</param>
    /// <param name="bytes">Exactly that many; where there are fewer, those that there are. Valid until the next call.</param>
    /// <returns>False if the stream ends before.</returns>
    public bool TryPeek(int count, out ReadOnlySpan<byte> bytes)
    {
        if (_end - _start < count && !TryFill(count))
        {
            bytes = _buffer.AsSpan(_start, _end - _start);
            return false;
        }

        bytes = new ReadOnlySpan<byte>(_buffer, _start, count);
        return true;
    }

    /// <summary>Shows whatever of the next bytes is in the buffer, of a file its next <c>BufferSize</c> bytes; of a pipe it is what came with the first one.</summary>
    public ReadOnlySpan<byte> PeekBuffer()
    {
        TryPeek(1, out _);
        return _buffer.AsSpan(_start, _end - _start);
    }

    /// <summary>Takes bytes that were shown.</summary>
    public void Skip(int count) => _start += count;

    public void Dispose() => _stream.Dispose();

    private bool TryFill(int count)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        while (_end < count && !_ended)
        {
            if (_end == _buffer.Length)
            {
                Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, 64 * 1024));
            }

            int read = Read(_buffer.AsSpan(_end));
            _end += read;
            _endOffset += read;
            _ended = read == 0;
        }

        return _end >= count;
    }

    private int Read(Span<byte> destination)
    {
        try
        {
            return _stream.Read(destination);
        }
        catch (InvalidDataException)
        {
            // What GZipStream says of a stream that is broken, or that ends too early.
            IsCorrupt = true;
            return 0;
        }
    }
}
