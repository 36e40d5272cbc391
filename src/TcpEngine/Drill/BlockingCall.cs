namespace TcpEngine.Drill;

/// <summary>The call that waits, if one does: the script goes on meanwhile, and there is one at a time.</summary>
internal sealed class BlockingCall
{
    private static readonly Duration Patience = Duration.FromSeconds(2); // behind the time at which it should have returned

    private readonly DrillHost _host;
    private Waiting? _waiting;
    private DrillFailureException? _failure;

    public BlockingCall(DrillHost host)
    {
        _host = host;
        _host.Progress = TryGoOn;
    }

    /// <summary>Begins a call, when the one before has returned.</summary>
    public void Begin(CallEvent call, Func<CallAttempt> begin, TimeWindow expectedReturn)
    {
        Finish();
        CallAttempt attempt = begin();
        _waiting = new Waiting(call, attempt, expectedReturn);
        _host.ProgressDeadline = attempt.Deadline;
        _host.Settle();
        ThrowIfFailed();
    }

    /// <summary>Waits until the call has returned.</summary>
    /// <exception cref="DrillFailureException">It did not, or came to something else.</exception>
    public void Finish()
    {
        while (_waiting is { } waiting)
        {
            if (!_host.TryStep(waiting.Return.End + waiting.Return.Tolerance + Patience))
            {
                throw new DrillFailureException(waiting.Call, "The call did not return.", [new ComparedRow("return", waiting.Return.ToString(), "never", Differs: true)]);
            }
        }

        ThrowIfFailed();
    }

    /// <summary>Throws what a call that has returned came to, if that was wrong.</summary>
    public void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            throw failure;
        }
    }

    private bool TryGoOn()
    {
        if (_waiting is not { } waiting)
        {
            return false;
        }

        CallOutcome? outcome = waiting.Attempt.Try() ?? (waiting.Attempt.Deadline <= _host.Now ? waiting.Attempt.OnDeadline!() : null);
        if (outcome is null)
        {
            return false;
        }

        _waiting = null;
        _host.ProgressDeadline = Timestamp.Never;
        try
        {
            CallCheck.Require(waiting.Call, outcome);
            if (!waiting.Return.Contains(_host.Now))
            {
                throw new DrillFailureException(waiting.Call, "The call returned at another time.", [new ComparedRow("return", waiting.Return.ToString(), DrillRun.Clock(_host.Now), Differs: true)]);
            }
        }
        catch (DrillFailureException failure)
        {
            _failure = failure; // told where the script is, not in the middle of the stack's work
        }

        return true;
    }

    /// <summary>A call that waits, and when it is to return.</summary>
    private sealed record Waiting(CallEvent Call, CallAttempt Attempt, TimeWindow Return);
}
