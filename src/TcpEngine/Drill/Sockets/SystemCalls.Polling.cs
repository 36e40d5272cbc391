using System.Globalization;

namespace TcpEngine.Drill;

// poll and epoll.
internal sealed partial class SystemCalls
{
    private CallAttempt Poll(CallArguments arguments)
    {
        arguments.RequireCount(3, 3);
        if (arguments[0] is not ListExpression list)
        {
            throw Unsupported(arguments, 0, "Expected a list: [{fd=4, events=POLLIN, revents=POLLIN}].");
        }

        List<PollRequest> requests = [.. list.Items.Select(PollRequest.Parse)];
        return Waiting(arguments.Integer(2), () =>
        {
            long[] seen = [.. requests.Select(request => _descriptors.TryGetValue(request.Number, out Descriptor? descriptor)
                ? descriptor.Readiness & (request.Events | Constants.POLLERR | Constants.POLLHUP)
                : PollRequest.Invalid)];
            return (seen.Count(events => events != 0), [.. requests.Select((request, i) => new ComparedRow(
                string.Create(CultureInfo.InvariantCulture, $"fd {request.Number} revents"), EventNames(request.Expected), EventNames(seen[i]), seen[i] != request.Expected))]);
        });
    }

    private CallAttempt EpollCreate(CallArguments arguments)
    {
        arguments.RequireCount(1, 1);
        return CallAttempt.Done(Name(arguments.Call, new EpollSet()));
    }

    private CallAttempt EpollControl(CallArguments arguments)
    {
        arguments.RequireCount(4, 4);
        if (_descriptors.GetValueOrDefault(arguments.Integer(0)) is not EpollSet set || _descriptors.GetValueOrDefault(arguments.Integer(2)) is not { } target)
        {
            return CallAttempt.Failed(Errno.EBADF);
        }

        string operation = (arguments[1] as NameExpression)?.Name ?? "";
        (long events, string data) = operation == "EPOLL_CTL_DEL" ? (0, "") : EpollEvent(arguments[3]);
        Errno error = operation switch
        {
            "EPOLL_CTL_ADD" => set.Add(target, events, data),
            "EPOLL_CTL_MOD" => set.Modify(target, events, data),
            "EPOLL_CTL_DEL" => set.Forget(target),
            _ => Errno.EINVAL,
        };
        return CallAttempt.Done(error == Errno.None ? CallOutcome.Success() : CallOutcome.Failure(error));
    }

    // Only the first event is compared: the language has one structure for all.
    private CallAttempt EpollWait(CallArguments arguments)
    {
        arguments.RequireCount(4, 4);
        if (_descriptors.GetValueOrDefault(arguments.Integer(0)) is not EpollSet set)
        {
            return CallAttempt.Failed(Errno.EBADF);
        }

        (long events, string data) = EpollEvent(arguments[1] is ListExpression { Items: [{ } first, ..] } ? first : arguments[1]);
        int limit = (int)Math.Clamp(arguments.Integer(2), 1, 1024);
        return Waiting(arguments.Integer(3), () =>
        {
            List<(long Events, string Data)> taken = set.Take(limit);
            (long seen, string seenData) = taken.Count > 0 ? taken[0] : (0, data);
            return (taken.Count, [new ComparedRow("events", EventNames(events), EventNames(seen), events != seen), new ComparedRow("data", data, seenData, data != seenData)]);
        });
    }

    // Both wait for something to be ready, as long as they are told: in ms, -1 for ever.
    private CallAttempt Waiting(long milliseconds, Func<(int Count, IReadOnlyList<ComparedRow> Checks)> look) => new(() =>
    {
        (int count, IReadOnlyList<ComparedRow> checks) = look();
        return count > 0 || milliseconds == 0 ? CallOutcome.Success(count, checks) : null;
    })
    {
        Deadline = milliseconds < 0 ? Timestamp.Never : _host.Now + Duration.FromMilliseconds(milliseconds),
        OnDeadline = () =>
        {
            (int count, IReadOnlyList<ComparedRow> checks) = look();
            return CallOutcome.Success(count, checks);
        },
    };

    private static (long Events, string Data) EpollEvent(CallExpression expression)
    {
        if (expression is not StructExpression { Fields: [{ Name: "events" } events, { } data] } || data.Name is not ("fd" or "ptr" or "u32" or "u64"))
        {
            throw new DrillScriptException(expression.Position, "Expected an event: {events=EPOLLIN, fd=4}.");
        }

        return (CallArguments.Evaluate(events.Value), Text(CallArguments.Evaluate(data.Value)));
    }

    private static string EventNames(long events)
    {
        (string Name, long Bit)[] names =
        [
            ("POLLIN", Constants.POLLIN), ("POLLPRI", Constants.POLLPRI), ("POLLOUT", Constants.POLLOUT), ("POLLERR", Constants.POLLERR), ("POLLHUP", Constants.POLLHUP),
            ("POLLRDNORM", Constants.POLLRDNORM), ("POLLWRNORM", Constants.POLLWRNORM), ("POLLRDHUP", Constants.POLLRDHUP), ("POLLNVAL", PollRequest.Invalid),
        ];
        return events == 0 ? "0" : string.Join("|", names.Where(name => (events & name.Bit) != 0).Select(name => name.Name));
    }

    /// <summary>What is asked of one descriptor, and what is expected of it.</summary>
    private readonly record struct PollRequest(long Number, long Events, long Expected)
    {
        /// <summary>POLLNVAL: there is no such descriptor.</summary>
        public const long Invalid = 0x20;

        public static PollRequest Parse(CallExpression expression) => expression is StructExpression structure && structure["fd"] is { } number && structure["events"] is { } events
            ? new PollRequest(CallArguments.Evaluate(number), CallArguments.Evaluate(events), structure["revents"] is { } expected ? CallArguments.Evaluate(expected) : 0)
            : throw new DrillScriptException(expression.Position, "Expected {fd=4, events=POLLIN, revents=POLLIN}.");
    }
}
