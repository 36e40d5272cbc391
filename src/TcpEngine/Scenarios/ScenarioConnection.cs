namespace TcpEngine;

/// <summary>Runs on one connection of a scenario: sends the scenario's text, checks what comes, and tells its host what its steps may wait for.</summary>
internal sealed class ScenarioConnection(Simulation simulation, ScenarioHost host, string socket, byte[] buffer) : ITcpApplication
{
    private TcpConnection? _connection;
    private long _toSend;
    private long _sent;
    private long _received;
    private bool _isIntact = true;
    private bool _wasConnected;
    private bool _isLost; // the host has crashed: nothing of this is left
    private Action<Timestamp>? _closing; // what waits until all is sent
    private PacedCalls? _sending;
    private PacedCalls? _reading;
    private long _mayRead = long.MaxValue;

    /// <summary>The host's socket that it belongs to.</summary>
    public string Socket => socket;

    /// <summary>What became of it so far; null where it was never opened.</summary>
    public ScenarioConnectionResult? Result =>
        _connection is { } connection ? new(connection.Key, _sent, _received, _isIntact, _wasConnected, connection.Failure) : null;

    /// <summary>The connection's other end.</summary>
    public ConnectionKey? Key => _connection?.Key;

    /// <summary>How much the application has read.</summary>
    public long BytesReceived => _received;

    private bool IsUsable => !_isLost && _connection is { State: not TcpState.Closed };

    /// <summary>Takes the connection, as soon as there is one.</summary>
    public void Attach(TcpConnection connection) => _connection = connection;

    /// <summary>The host has crashed.</summary>
    public void Lose() => _isLost = true;

    public void OnConnected(TcpConnection connection, Timestamp now)
    {
        _connection = connection;
        _wasConnected = true;
        host.OnHappening(this, ScenarioTriggerKind.Connected);
    }

    public void OnDataAvailable(TcpConnection connection, Timestamp now) => ReadMore(now);

    public void OnSendBufferSpace(TcpConnection connection, Timestamp now)
    {
        if (_sending is null)
        {
            SendMore(now);
        }
    }

    public void OnUrgentData(TcpConnection connection, Timestamp now) => host.OnHappening(this, ScenarioTriggerKind.UrgentData);

    public void OnPeerClosed(TcpConnection connection, Timestamp now) => host.OnHappening(this, ScenarioTriggerKind.PeerClosed);

    public void OnClosed(TcpConnection connection, Timestamp now) => host.OnHappening(this, ScenarioTriggerKind.Closed);

    /// <summary>Sends text, at once or piece by piece.</summary>
    public void Send(ScenarioAction action, Timestamp now)
    {
        _toSend += action.Bytes;
        if (action.Interval > Duration.Zero)
        {
            _sending = new PacedCalls(action.Piece, action.Interval);
            SendPiece(now);
        }
        else
        {
            SendMore(now);
        }
    }

    /// <summary>Sends text as urgent data, as much as there is room for.</summary>
    public void SendUrgent(long bytes, Timestamp now)
    {
        if (IsUsable && _sent == _toSend)
        {
            Span<byte> text = buffer.AsSpan(0, (int)Math.Min(buffer.Length, bytes));
            ScenarioText.Fill(text, _sent);
            _sent += _connection!.SendUrgent(text, now);
            _toSend = _sent;
        }
    }

    /// <summary>Stops reading.</summary>
    public void StopReading()
    {
        _mayRead = 0;
        _reading = null;
    }

    /// <summary>Reads: all, so much once, or so much again and again.</summary>
    public void Read(ScenarioAction action, Timestamp now)
    {
        _reading = action.Interval > Duration.Zero ? new PacedCalls(action.Piece, action.Interval) : null;
        _mayRead = action.Bytes == 0 && _reading is null ? long.MaxValue : action.Bytes;
        if (_reading is not null)
        {
            ReadPiece(now);
        }
        else
        {
            ReadMore(now);
        }
    }

    /// <summary>Does something once all is sent.</summary>
    public void AfterSending(Action<Timestamp> close, Timestamp now)
    {
        if (_sent < _toSend)
        {
            _closing = close;
        }
        else
        {
            close(now);
        }
    }

    /// <summary>Calls the connection, if there is one still.</summary>
    public void Call(Action<TcpConnection> call)
    {
        if (IsUsable)
        {
            call(_connection!);
        }
    }

    private void SendMore(Timestamp now)
    {
        while (_sent < _toSend && IsUsable && _connection!.SendBufferRoom > 0)
        {
            Write((int)Math.Min(buffer.Length, _toSend - _sent), now);
        }

        EndSending(now);
    }

    private void SendPiece(Timestamp now)
    {
        if (IsUsable && _connection!.SendBufferRoom > 0)
        {
            Write((int)Math.Min(Math.Min(buffer.Length, _sending!.Piece), _toSend - _sent), now);
        }

        if (_sent < _toSend && IsUsable)
        {
            simulation.Plan(now + _sending!.Interval, host.Machine, SendPiece);
        }
        else
        {
            _sending = null;
            EndSending(now);
        }
    }

    private void Write(int count, Timestamp now)
    {
        Span<byte> text = buffer.AsSpan(0, count);
        ScenarioText.Fill(text, _sent);
        _sent += _connection!.Send(text, now);
    }

    private void EndSending(Timestamp now)
    {
        if (_sent == _toSend && _closing is { } close)
        {
            _closing = null;
            close(now);
        }
    }

    private void ReadMore(Timestamp now)
    {
        int count;
        do
        {
            count = _isLost || _connection is null ? 0 : _connection.Receive(buffer.AsSpan(0, (int)Math.Min(buffer.Length, _mayRead)), now);
            _isIntact &= ScenarioText.Matches(buffer.AsSpan(0, count), _received);
            _received += count;
            _mayRead -= _mayRead == long.MaxValue ? 0 : count;
        }
        while (count > 0);
        host.OnReceived(this);
    }

    private void ReadPiece(Timestamp now)
    {
        if (_reading is not { } reading)
        {
            return; // something else was asked for since
        }

        _mayRead = reading.Piece;
        ReadMore(now);
        _mayRead = 0;
        if (IsUsable ? !_connection!.IsAtEnd : !_isLost && _connection!.AvailableBytes > 0)
        {
            simulation.Plan(now + reading.Interval, host.Machine, ReadPiece);
        }
    }

    /// <summary>Calls that are made again and again.</summary>
    private sealed record PacedCalls(int Piece, Duration Interval);
}
