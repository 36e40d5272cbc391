namespace TcpEngine.Tests.Proofs;

/// <summary>An application that writes a known text at its own pace, reads at its own pace, and ends in its own way.</summary>
internal sealed class RandomApplication(RandomSide side, RandomSource random, byte[] written, byte[] expected, int expectedLength, Timestamp giveUpAt) : ITcpApplication
{
    private readonly byte[] _buffer = new byte[2048];
    private Timestamp _nextWrite = Timestamp.Never;
    private Timestamp _nextRead = Timestamp.Never;
    private Timestamp _abortAt = Timestamp.Never;

    public TcpConnection? Connection { get; set; }

    public int Written { get; private set; }

    public int Read { get; private set; }

    public bool WasConnected { get; private set; }

    public bool IsClosed { get; private set; }

    public bool SawEnd { get; private set; }

    public bool HasReleased { get; private set; }

    public bool HasClosed { get; private set; }

    /// <summary>What came and should not have; null for nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>When <see cref="Act"/> is to be called.</summary>
    public Timestamp NextAct => IsClosed || Connection is null ? Timestamp.Never : Timestamp.Min(Timestamp.Min(_nextWrite, _nextRead), Timestamp.Min(_abortAt, giveUpAt));

    /// <summary>Does what the application wants to do now.</summary>
    public void Act(Timestamp now)
    {
        if (Connection is not { } connection || IsClosed)
        {
            return;
        }

        if (now >= giveUpAt || now >= _abortAt)
        {
            connection.Abort(now);
            return;
        }

        if (now >= _nextWrite)
        {
            Write(connection, now);
        }

        if (now >= _nextRead && !IsClosed)
        {
            _nextRead = Timestamp.Never;
            Take(connection, side.ReadChunk, now);
            _nextRead = connection.AvailableBytes > 0 ? now + side.ReadPause : Timestamp.Never;
        }

        EndIfDone(connection, now);
    }

    public void OnConnected(TcpConnection connection, Timestamp now)
    {
        Fault ??= WasConnected ? "connected twice" : null;
        Connection = connection;
        WasConnected = true;
        _nextWrite = now;
        _abortAt = side.End == RandomSide.Ending.Abort ? now + side.AbortAfter : Timestamp.Never;
        Act(now);
    }

    public void OnDataAvailable(TcpConnection connection, Timestamp now)
    {
        if (side.ReadPause == Duration.Zero)
        {
            Take(connection, int.MaxValue, now);
            EndIfDone(connection, now);
        }
        else if (!_nextRead.IsSet)
        {
            _nextRead = now + side.ReadPause;
        }
    }

    public void OnSendBufferSpace(TcpConnection connection, Timestamp now)
    {
        _nextWrite = Timestamp.Min(_nextWrite, now);
        Act(now);
    }

    public void OnPeerClosed(TcpConnection connection, Timestamp now)
    {
        Fault ??= SawEnd ? "the peer closed twice" : null;
        SawEnd = true;
        EndIfDone(connection, now);
    }

    public void OnClosed(TcpConnection connection, Timestamp now)
    {
        Fault ??= IsClosed ? "closed twice" : null;
        Connection = connection;
        IsClosed = true;
        Take(connection, int.MaxValue, now);
    }

    private void Write(TcpConnection connection, Timestamp now)
    {
        _nextWrite = Timestamp.Never;
        while (Written < side.ToWrite && !HasClosed)
        {
            ReadOnlySpan<byte> chunk = written.AsSpan(Written, Math.Min(side.WriteChunk, side.ToWrite - Written));
            int taken = random.Chance(side.UrgentShare) ? connection.SendUrgent(chunk, now) : connection.Send(chunk, now);
            Written += taken;
            if (taken < chunk.Length)
            {
                return; // there will be a call when there is room
            }

            if (side.WritePause > Duration.Zero)
            {
                _nextWrite = now + side.WritePause;
                return;
            }
        }
    }

    private void Take(TcpConnection connection, int limit, Timestamp now)
    {
        while (limit > 0 && !HasReleased)
        {
            int count = connection.Receive(_buffer.AsSpan(0, Math.Min(limit, _buffer.Length)), now);
            if (count == 0)
            {
                return;
            }

            if (Read + count > expectedLength || !_buffer.AsSpan(0, count).SequenceEqual(expected.AsSpan(Read, count)))
            {
                Fault ??= $"bytes {Read} to {Read + count} are not those sent";
            }

            Read += count;
            limit -= count;
        }
    }

    private void EndIfDone(TcpConnection connection, Timestamp now)
    {
        if (HasClosed || Written < side.ToWrite || !WasConnected || IsClosed)
        {
            return;
        }

        switch (side.End)
        {
            case RandomSide.Ending.CloseWhenWritten:
            case RandomSide.Ending.CloseAfterPeer when SawEnd:
            case RandomSide.Ending.Abort when SawEnd:
                HasClosed = true;
                connection.Close(now);
                break;
            case RandomSide.Ending.Release:
                HasClosed = true;
                HasReleased = true;
                connection.Release(now);
                break;
        }
    }
}
