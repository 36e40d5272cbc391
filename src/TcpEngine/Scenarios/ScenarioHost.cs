namespace TcpEngine;

/// <summary>Takes the steps of one host of a scenario.</summary>
internal sealed class ScenarioHost
{
    private readonly Simulation _simulation;
    private readonly ScenarioNetwork _network;
    private readonly IReadOnlyList<ScenarioStep> _steps;
    private readonly List<ScenarioConnection> _connections = [];
    private readonly HashSet<(ScenarioConnection, ScenarioStep)> _reached = [];
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly bool _waitsForBytes;

    public ScenarioHost(Simulation simulation, ScenarioNetwork network, SimulatedHost machine, IEnumerable<ScenarioStep> steps)
    {
        _simulation = simulation;
        _network = network;
        Machine = machine;
        _steps = [.. steps.Where(step => step.Host == machine.Name)];
        _waitsForBytes = _steps.Any(step => step.When.Kind == ScenarioTriggerKind.Received);
    }

    /// <summary>The simulated host.</summary>
    public SimulatedHost Machine { get; }

    /// <summary>What became of the host so far.</summary>
    public ScenarioHostResult Result =>
        new(Machine.Name, [.. _connections.Select(connection => connection.Result).OfType<ScenarioConnectionResult>()], Machine.Stack.Statistics, Machine.PeakConnections);

    /// <summary>Plans the steps that wait for nothing but the time.</summary>
    public void Begin()
    {
        foreach (ScenarioStep step in _steps)
        {
            if (step.When.Kind == ScenarioTriggerKind.Start)
            {
                _simulation.Plan(default(Timestamp) + step.When.Delay, Machine, now => Take(step, Latest(step.Socket), now));
            }
        }
    }

    /// <summary>Something happened that steps may wait for.</summary>
    public void OnHappening(ScenarioConnection connection, ScenarioTriggerKind kind)
    {
        foreach (ScenarioStep step in _steps)
        {
            if (step.Socket == connection.Socket && step.When.Kind == kind)
            {
                Plan(step, connection);
            }
        }
    }

    /// <summary>The application has read.</summary>
    public void OnReceived(ScenarioConnection connection)
    {
        if (!_waitsForBytes)
        {
            return;
        }

        foreach (ScenarioStep step in _steps)
        {
            bool isMeant = step.Socket == connection.Socket && step.When.Kind == ScenarioTriggerKind.Received;
            if (isMeant && connection.BytesReceived >= step.When.Bytes && _reached.Add((connection, step)))
            {
                Plan(step, connection);
            }
        }
    }

    /// <summary>The connection between this host's and another's socket that was opened last; null where there is none.</summary>
    public ConnectionKey? FindConnection(IpAddress peer, ushort port) =>
        _connections.FindLast(connection => connection.Key is { } key && key.Remote.Address == peer && key.Local.Port == port)?.Key;

    // What waits for nothing more is done before the stack goes on: what it asks for may go into the segment that is due now.
    private void Plan(ScenarioStep step, ScenarioConnection connection)
    {
        if (step.When.Delay == Duration.Zero)
        {
            Take(step, connection, _simulation.Now);
        }
        else
        {
            _simulation.Plan(_simulation.Now + step.When.Delay, Machine, now => Take(step, connection, now));
        }
    }

    private ScenarioConnection? Latest(string socket) => _connections.FindLast(connection => connection.Socket == socket);

    private void Take(ScenarioStep step, ScenarioConnection? connection, Timestamp now)
    {
        try
        {
            Act(step, connection, now);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // A second listener on a port, a connection that is there already, no way to the peer: the scenario asks for what cannot be.
            throw new ScenarioException($"At {now}, {Machine.Name} cannot {step.Do.Kind}: {exception.Message}", exception);
        }
    }

    private void Act(ScenarioStep step, ScenarioConnection? connection, Timestamp now)
    {
        ScenarioAction action = step.Do;
        switch (action.Kind)
        {
            case ScenarioActionKind.Listen when Machine.IsUp:
                TcpConnectionOptions? options = action.Options is { } own ? _network.Settings.Apply(own) : null;
                TcpEndpoint local = new(Machine.Address, action.Port);
                TcpListener listener = Machine.Stack.Listen(local, accepted => Open(step.Socket), now, action.Backlog, options, _network.Settings.SynCookies ?? action.SynCookies);
                listener.FastOpenLimit = action.FastOpenLimit;
                break;
            case ScenarioActionKind.Connect when Machine.IsUp:
                Connect(step, now);
                break;
            case ScenarioActionKind.Send:
                connection?.Send(action, now);
                break;
            case ScenarioActionKind.SendUrgent:
                connection?.SendUrgent(action.Bytes, now);
                break;
            case ScenarioActionKind.StopReading:
                connection?.StopReading();
                break;
            case ScenarioActionKind.Read:
                connection?.Read(action, now);
                break;
            case ScenarioActionKind.Close:
                connection?.AfterSending(later => connection.Call(open => open.Close(later)), now);
                break;
            case ScenarioActionKind.Release:
                connection?.AfterSending(later => connection.Call(open => open.Release(later)), now);
                break;
            case ScenarioActionKind.Abort:
                connection?.Call(open => open.Abort(now));
                break;
            case ScenarioActionKind.Crash:
                _connections.ForEach(lost => lost.Lose());
                Machine.Crash();
                break;
            case ScenarioActionKind.Restart:
                Machine.Restart();
                break;
            case ScenarioActionKind.Inject:
                Inject(action);
                break;
            case ScenarioActionKind.SynFlood:
                new SynFlood(_simulation, Machine, new TcpEndpoint(_network.AddressOf(action.Peer!), action.Port), action).Begin(now);
                break;
            case ScenarioActionKind.ChangeLink:
                _network.ChangeLink(Machine.Name, action.LinkTo!, action.Link!);
                break;
        }
    }

    private ScenarioConnection Open(string socket)
    {
        ScenarioConnection opened = new(_simulation, this, socket, _buffer);
        _connections.Add(opened);
        return opened;
    }

    private void Connect(ScenarioStep step, Timestamp now)
    {
        ScenarioAction action = step.Do;
        TcpEndpoint remote = new(_network.AddressOf(action.Peer ?? _network.OtherThan(Machine.Name), Machine.Addresses), action.Port);
        if (action.BytesBeforeWrap > 0)
        {
            // The clock goes round in 4.8 hours (RFC 9293, section 3.4.1), which cost nothing here.
            ConnectionKey key = new(new TcpEndpoint(Machine.Address, action.LocalPort), remote);
            Duration wait = Machine.Stack.TimeUntilInitialSequence(key, new SequenceNumber(unchecked(0 - action.BytesBeforeWrap)), now);
            ScenarioStep later = step with { Do = action with { BytesBeforeWrap = 0 } };
            _simulation.Plan(now + wait, Machine, then => Connect(later, then));
            return;
        }

        ScenarioConnection opened = Open(step.Socket);
        TcpConnectionOptions? options = action.Options is { } own ? _network.Settings.Apply(own) : null;
        opened.Attach(Machine.Stack.Connect(remote, opened, now, new TcpEndpoint(default, action.LocalPort), options));
        if (action.Bytes > 0)
        {
            opened.Send(action, now);
        }
    }

    private void Inject(ScenarioAction action)
    {
        Reason reason = action.IsOldDuplicate ? Reason.OldDuplicate : Reason.ForgedPacket;
        foreach (byte[] packet in action.Packets)
        {
            Machine.Inject(packet, reason);
        }

        if (action.Forged is { } forged && _network.Forge(forged) is { } built)
        {
            Machine.Inject(built, reason);
        }
    }
}
