namespace TcpEngine.Drill;

// recvmsg with control messages, and the error queue.
internal sealed partial class SystemCalls
{
    private CallAttempt ReceiveMessage(CallArguments arguments)
    {
        arguments.RequireCount(3, 3);
        StructExpression message = MessageOf(arguments);
        long flags = FlagsOf(arguments, 2, ReceiveFlags | Constants.MSG_ERRQUEUE);
        if (FindSocket(arguments, out CallAttempt? failed) is not { } socket)
        {
            return failed!;
        }

        if ((flags & Constants.MSG_ERRQUEUE) != 0)
        {
            return new CallAttempt(() => TakeReport(socket, message));
        }

        return Receive(socket, MessageLength(message), flags, cameAt => Checks(message, 0, MessagesOf(socket, cameAt)));
    }

    // An ICMP error that was read here is no pending error any more.
    private CallOutcome TakeReport(StreamSocket socket, StructExpression message)
    {
        if (!socket.Reports.TryTake(out List<ControlMessage> reported, out long flags))
        {
            return CallOutcome.Failure(Errno.EAGAIN);
        }

        if (reported.Any(told => told is ErrorMessage { Origin: Constants.SO_EE_ORIGIN_ICMP or Constants.SO_EE_ORIGIN_ICMP6 }))
        {
            socket.TakeError();
        }

        return CallOutcome.Success(0, Checks(message, flags, reported));
    }

    // When the last byte came, and what is left to read.
    private static List<ControlMessage> MessagesOf(StreamSocket socket, Timestamp? cameAt)
    {
        const long Wanted = Constants.SOF_TIMESTAMPING_RX_SOFTWARE | Constants.SOF_TIMESTAMPING_SOFTWARE;
        List<ControlMessage> messages = [];
        if ((socket.Stamps & Wanted) == Wanted && cameAt is { } time)
        {
            messages.Add(new TimeMessage(Constants.SOL_SOCKET, Constants.SO_TIMESTAMPING, time));
        }

        if (socket.ReportsUnread)
        {
            messages.Add(UnreadOf(socket));
        }

        return messages;
    }

    // What is left to read; 1 where that is nothing, and never will be more.
    private static IntegerMessage UnreadOf(StreamSocket socket)
    {
        int unread = socket.Connection!.AvailableBytes;
        Constants.TryGet("TCP_CM_INQ", out long type);
        return new IntegerMessage(Constants.IPPROTO_TCP, type, unread == 0 && socket.IsAtEnd ? 1 : unread);
    }

    private List<ComparedRow> Checks(StructExpression message, long flags, List<ControlMessage> actual)
    {
        long expectedFlags = message["msg_flags"] is { } field ? CallArguments.Evaluate(field) : 0;
        List<ComparedRow> rows = [new ComparedRow("msg_flags", $"0x{expectedFlags:x}", $"0x{flags:x}", expectedFlags != flags)];
        if (message["msg_control"] is not { } control)
        {
            return rows;
        }

        List<ControlMessage> expected = ControlMessage.ParseAll(control);
        for (int i = 0; i < Math.Max(expected.Count, actual.Count); i++)
        {
            ControlMessage? wanted = i < expected.Count ? expected[i] : null;
            ControlMessage? seen = i < actual.Count ? actual[i] : null;
            rows.Add(new ComparedRow("msg_control", wanted?.ToString() ?? "nothing", seen?.ToString() ?? "nothing", wanted is null || seen?.Meets(wanted, _settings.Tolerance) != true));
        }

        return rows;
    }

    // sendmsg's control messages: SO_TIMESTAMPING for this call alone.
    private static long StampsOf(StructExpression message)
    {
        long stamps = 0;
        foreach (ControlMessage sent in message["msg_control"] is { } control ? ControlMessage.ParseAll(control) : [])
        {
            stamps |= sent is IntegerMessage { Level: Constants.SOL_SOCKET, Type: Constants.SO_TIMESTAMPING } stamp
                ? stamp.Value
                : throw new DrillScriptException(message.Position, $"sendmsg takes SO_TIMESTAMPING as a control message here, not {sent}.");
        }

        return stamps;
    }
}
