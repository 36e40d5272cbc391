using System.Net.Sockets;
using Capture.Pcapng;
using TcpEngine;

namespace Extcap.Live;

/// <summary>
/// One who watches a running endpoint. The engine's thread puts blocks into a buffer and never waits; a thread of the subscriber's own sends them. What the buffer
/// has no room for is lost, and counted in the stream.
/// </summary>
internal sealed class LiveSubscriber
{
    private const int BufferLimit = 64 * 1024 * 1024;

    private readonly Socket _socket;
    private readonly object _lock = new();
    private readonly PcapngBlock _block = new();
    private byte[] _filling = new byte[64 * 1024];
    private byte[] _sending = new byte[64 * 1024];
    private int _filled;
    private ulong _received;
    private ulong _dropped;
    private bool _isEnded;

    public LiveSubscriber(Socket socket, ReadOnlySpan<byte> preamble)
    {
        _socket = socket;
        Add(preamble);
        _received = 0; // the preamble is no frame
        new Thread(Send) { IsBackground = true, Name = "subscriber" }.Start();
    }

    /// <summary>Whether nobody is there any more.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Adds a block, or counts it as lost.</summary>
    public void Add(ReadOnlySpan<byte> block)
    {
        lock (_lock)
        {
            _received++;
            if (_filled + block.Length > BufferLimit)
            {
                _dropped++;
                return;
            }

            if (_filled + block.Length > _filling.Length)
            {
                Array.Resize(ref _filling, Math.Min(BufferLimit, Math.Max(_filling.Length * 2, _filled + block.Length)));
            }

            block.CopyTo(_filling.AsSpan(_filled));
            _filled += block.Length;
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Ends the stream once all is sent.</summary>
    /// <param name="patience">How long a slow reader is waited for.</param>
    public void End(TimeSpan patience)
    {
        lock (_lock)
        {
            _isEnded = true;
            Monitor.Pulse(_lock);
            if (!IsGone)
            {
                Monitor.Wait(_lock, patience);
            }
        }
    }

    private void Send()
    {
        ulong told = 0;
        try
        {
            while (TryTake(out int count, out ulong received, out ulong dropped, out bool isLast))
            {
                SendAll(_sending.AsSpan(0, count));
                if (dropped != told || isLast)
                {
                    Timestamp now = new((DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100);
                    SendAll(InterfaceStatistics.Build(_block, 0, now, received, dropped));
                    told = dropped;
                }

                if (isLast)
                {
                    break;
                }
            }
        }
        catch (SocketException)
        {
            // The watcher is gone: it was closed, or killed.
        }
        finally
        {
            _socket.Dispose();
            lock (_lock)
            {
                IsGone = true;
                Monitor.PulseAll(_lock);
            }
        }
    }

    private void SendAll(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    private bool TryTake(out int count, out ulong received, out ulong dropped, out bool isLast)
    {
        lock (_lock)
        {
            while (_filled == 0 && !_isEnded)
            {
                Monitor.Wait(_lock);
            }

            (_filling, _sending) = (_sending, _filling);
            (count, _filled) = (_filled, 0);
            (received, dropped, isLast) = (_received, _dropped, _isEnded);
            return true;
        }
    }
}
