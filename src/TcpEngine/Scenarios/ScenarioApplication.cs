namespace TcpEngine;

/// <summary>Runs on a scenario's host: takes its steps, sends the scenario's text and checks what comes.</summary>
internal sealed class ScenarioApplication(Simulation simulation, SimulatedHost host, Scenario scenario) : ITcpApplication
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private TcpConnection? _connection;
    private TcpEndpoint _peer;
    private long _toSend;
    private long _sent;
    private long _received;
    private bool _isIntact = true;
    private bool _wasConnected;
    private bool _closeAfterSending;

    /// <summary>What became of the host so far.</summary>
    public ScenarioHostResult Result => new(_sent, _received, _isIntact, _wasConnected, _connection?.Failure ?? TcpFailure.None);

    /// <summary>Plans the steps that wait for nothing but the time.</summary>
    public void Begin(TcpEndpoint peer)
    {
        _peer = peer;
        Trigger(ScenarioTriggerKind.Start);
    }

    public void OnConnected(TcpConnection connection, Timestamp now)
    {
        _connection = connection;
        _wasConnected = true;
        Trigger(ScenarioTriggerKind.Connected);
    }

    public void OnDataAvailable(TcpConnection connection, Timestamp now)
    {
        for (int count = connection.Receive(_buffer, now); count > 0; count = connection.Receive(_buffer, now))
        {
            _isIntact &= ScenarioText.Matches(_buffer.AsSpan(0, count), _received);
            _received += count;
        }
    }

    public void OnSendBufferSpace(TcpConnection connection, Timestamp now) => SendMore(now);

    public void OnPeerClosed(TcpConnection connection, Timestamp now) => Trigger(ScenarioTriggerKind.PeerClosed);

    public void OnClosed(TcpConnection connection, Timestamp now)
    {
    }

    private void Trigger(ScenarioTriggerKind kind)
    {
        foreach (ScenarioStep step in scenario.Steps)
        {
            if (step.Host == host.Stack.Name && step.When.Kind == kind)
            {
                simulation.Plan(simulation.Now + step.When.Delay, host, now => Take(step.Do, now));
            }
        }
    }

    private void Take(ScenarioAction action, Timestamp now)
    {
        switch (action.Kind)
        {
            case ScenarioActionKind.Listen:
                host.Stack.Listen(new TcpEndpoint(host.Address, _peer.Port), _ => this, now);
                break;
            case ScenarioActionKind.Connect:
                _connection = host.Stack.Connect(_peer, this, now);
                break;
            case ScenarioActionKind.Send:
                _toSend += action.Bytes;
                SendMore(now);
                break;
            case ScenarioActionKind.Close when _sent < _toSend:
                _closeAfterSending = true;
                break;
            case ScenarioActionKind.Close:
                _connection?.Close(now);
                break;
            case ScenarioActionKind.Abort:
                _connection?.Abort(now);
                break;
        }
    }

    private void SendMore(Timestamp now)
    {
        while (_sent < _toSend && _connection is { SendBufferRoom: > 0 } connection)
        {
            Span<byte> text = _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, _toSend - _sent));
            ScenarioText.Fill(text, _sent);
            _sent += connection.Send(text, now);
        }

        if (_closeAfterSending && _sent == _toSend)
        {
            _closeAfterSending = false;
            _connection?.Close(now);
        }
    }
}
