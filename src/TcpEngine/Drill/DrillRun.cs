using System.Globalization;

namespace TcpEngine.Drill;

/// <summary>Plays a script against a stack of its own, on virtual time.</summary>
public sealed class DrillRun
{
    private const ulong Secret = 0x7063_6b74_6472_696c; // any: the script's numbers do not depend on it
    private const string EndpointName = "stack";

    private readonly DrillScript _script;
    private readonly DrillSettings _settings;
    private readonly ConnectionCounters _counters;
    private readonly DrillHost _host;
    private readonly FastOpenSysctls _fastOpen;
    private readonly SystemCalls _calls;
    private readonly OutboundExpectations _outbound;
    private readonly ConnectionTable _connections;
    private readonly BlockingCall _blocking;
    private readonly CodeBlock _code;
    private readonly List<string> _notes = [];
    private readonly Action<string>? _trace;
    private Timestamp _previousTime;
    private int _played;

    private DrillRun(DrillScript script, DrillSettings settings, IEngineObserver? observer, Action<string>? trace)
    {
        _script = script;
        _settings = settings;
        _trace = trace;
        _code = new CodeBlock(trace);
        _counters = new ConnectionCounters(observer);
        TcpConnectionOptions options = TcpConnectionOptions.Default;
        _host = new DrillHost(new TcpStackOptions { Name = EndpointName, Addresses = [settings.Local], Secret = Secret, Mtu = settings.Mtu, Connections = options }, _counters);
        _connections = new ConnectionTable(settings, _host.Stack);
        _fastOpen = new FastOpenSysctls(_host.Stack);
        _calls = new SystemCalls(_host, settings, options) { Connecting = _connections.Begin, FastOpen = _fastOpen };
        _counters.IsSendBufferFull = _calls.IsSendBufferFull;
        _outbound = new OutboundExpectations(_host, settings);
        _blocking = new BlockingCall(_host);
    }

    /// <summary>Plays a script.</summary>
    /// <param name="script">The script.</param>
    /// <param name="settings">The settings before the script's own options; those of <paramref name="overrides"/> come last.</param>
    /// <param name="overrides">Options that win over the script's own: the command line's.</param>
    /// <param name="observer">Who is told what the stack does; null for nobody.</param>
    /// <param name="trace">Is given a line for each event, before it is played; null for nobody.</param>
    /// <exception cref="DrillScriptException">The script asks for something that is not there.</exception>
    public static DrillResult Play(DrillScript script, DrillSettings settings, IReadOnlyList<DrillOption> overrides, IEngineObserver? observer = null, Action<string>? trace = null)
    {
        foreach (DrillOption option in script.Options.Concat(overrides))
        {
            settings = settings.With(option);
        }

        if (settings.FindFault() is { } fault)
        {
            throw new DrillScriptException(default, fault);
        }

        return settings.DryRun ? new DrillResult(null, 0, Duration.Zero, []) : new DrillRun(script, settings, observer, trace).Run();
    }

    private DrillResult Run()
    {
        DrillFailure? failure = null;
        RunCommand(_script.InitialCommand);
        try
        {
            foreach (DrillEvent e in _script.Events)
            {
                PlayEvent(e);
                _blocking.ThrowIfFailed();
                _played++;
            }

            _blocking.Finish();
            RequireSilence();
        }
        catch (DrillFailureException exception)
        {
            failure = exception.Failure;
        }

        RunCommand(_script.FinalCommand);
        return new DrillResult(failure, _played, _host.Now - default(Timestamp), _notes);
    }

    private void PlayEvent(DrillEvent e)
    {
        // What is due by now comes before what the script does now.
        _host.AdvanceTo(_host.Now);
        Timestamp start = Resolve(e.Time.Start, e.Time);
        Timestamp end = Resolve(e.Time.End, e.Time);
        Duration tolerance = Tolerance(start - _previousTime);
        _trace?.Invoke(string.Create(CultureInfo.InvariantCulture, $"{start.Nanoseconds / 1e9,12:0.000000}  {e.Position.Line,4}: {e.Text}"));
        if (e is TcpPacketEvent { IsInbound: false } expected)
        {
            bool isAny = e.Time.Kind == EventTimeKind.Any;
            _outbound.Expect(expected, _connections.ForOutbound(expected), isAny ? null : new TimeWindow(start, end, tolerance), Tolerance(start - default(Timestamp)));
            _previousTime = isAny ? _host.Now : end;
            return;
        }

        _host.AdvanceTo(start);
        if (_host.Now - start > tolerance)
        {
            throw new DrillFailureException(e, "The script comes to this line too late.", [new ComparedRow("time", Clock(start), Clock(_host.Now), Differs: true)]);
        }

        _previousTime = start;
        switch (e)
        {
            case TcpPacketEvent packet:
                _host.Inject(PacketBuilder.Build(packet, _connections.ForInbound(packet, _calls), _settings));
                break;
            case IcmpPacketEvent icmp:
                _host.Inject(IcmpPacketBuilder.Build(icmp, _connections.Require(icmp)));
                break;
            case CallEvent call:
                PlayCall(call, start);
                break;
            case CommandEvent command:
                RunCommand(command.Command, command.Position);
                break;
            case CodeEvent code:
                ConnectionKey key = _connections.Require(code).Key;
                Dictionary<string, long> variables = TcpInformation.Take(_host.Stack.FindConnection(key) ?? _calls.FindConnection(key), _counters.Of(key), _calls.Connections, _settings.Mtu, _host.Now);
                _calls.AddMemory(variables, key);
                _code.Run(code, variables);
                break;
            default:
                throw new InvalidOperationException($"The event {e.GetType().Name} has no player.");
        }
    }

    private void PlayCall(CallEvent call, Timestamp start)
    {
        if (call.Time.CallEnd is { } callEnd)
        {
            Timestamp end = start + (callEnd - call.Time.Start);
            _blocking.Begin(call, () => _calls.Begin(call), new TimeWindow(end, end, Tolerance(end - start)));
            return;
        }

        CallAttempt attempt = _calls.Begin(call);
        CallOutcome? outcome = attempt.Try() ?? (attempt.Deadline <= _host.Now ? attempt.OnDeadline!() : null);
        _host.Settle();
        if (outcome is null)
        {
            throw new DrillFailureException(call, "The call would block. A call that is to wait says when it returns: +T...E call(...)");
        }

        CallCheck.Require(call, outcome);
    }

    private Timestamp Resolve(Duration time, in EventTime form) => form.Kind switch
    {
        EventTimeKind.Any => _host.Now,
        _ when form.IsRelative => _host.Now + time,
        _ => default(Timestamp) + time,
    };

    private Duration Tolerance(Duration elapsed) =>
        Duration.Max(_settings.Tolerance, new Duration((long)(Math.Max(0, elapsed.Nanoseconds) * _settings.TolerancePercent / 100)));

    private void RunCommand(Token? command)
    {
        if (command is { } token)
        {
            RunCommand(token.Text, token.Position);
        }
    }

    private void RunCommand(string text, SourcePosition position)
    {
        ShellCommand command = ShellCommand.Parse(text);
        if (command.Refused.Count > 0)
        {
            throw new DrillScriptException(position, $"'{command.Refused[0]}': no shell is run. What sets sysctls is understood, what sets up devices is left out.");
        }

        if (command.LoadsDefaults)
        {
            _fastOpen.SetDefaults();
            _calls.SetDefaults();
        }

        foreach (KeyValuePair<string, string> setting in command.Settings)
        {
            if (!_fastOpen.TryApply(setting.Key, setting.Value, out string? note) && !_calls.TryApply(setting.Key, setting.Value))
            {
                _calls.Connections = Sysctls.Apply(_calls.Connections, setting, out note);
            }

            if (note is not null)
            {
                Note(position, note);
            }
        }

        foreach (string skipped in command.Skipped)
        {
            if (skipped.StartsWith("ip tcp_metrics", StringComparison.Ordinal) && !skipped.Contains("show", StringComparison.Ordinal))
            {
                _host.Stack.FastOpen.Clear(); // Linux keeps the cookies there
                continue;
            }

            Note(position, $"Left out: {skipped}");
        }

        _calls.RefreshFastOpen();
    }

    private void Note(SourcePosition position, string note) => _notes.Add(string.Create(CultureInfo.InvariantCulture, $"line {position.Line}: {note}"));

    // What packetdrill does not look at: packets that no line expects.
    private void RequireSilence()
    {
        if (!_settings.Strict)
        {
            return;
        }

        _host.AdvanceTo(_host.Now);
        CapturedSegment? unexpected = _outbound.Skipped ?? (_host.Sent.TryDequeue(out CapturedSegment? left) ? left : null);
        if (unexpected is not null)
        {
            string seen = PacketText.Of(unexpected, _connections.Find(unexpected) ?? new DrillConnection(default));
            throw new DrillFailureException(_script.Events[^1], "The stack sent a packet that no line expects (--strict).", [new ComparedRow("packet", "nothing", $"{Clock(unexpected.Time)} {seen}", Differs: true)]);
        }
    }

    /// <summary>A time as failures show it.</summary>
    internal static string Clock(Timestamp time) => string.Create(CultureInfo.InvariantCulture, $"{time.Nanoseconds / 1e9:0.000000}");
}
