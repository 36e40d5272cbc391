using System.Globalization;

namespace TcpEngine.Drill;

// Data goes out and comes in. What a script writes is zeros.
internal sealed partial class SystemCalls
{
    private const long SendFlags = Constants.MSG_OOB | Constants.MSG_DONTWAIT | Constants.MSG_NOSIGNAL;
    private const long ReceiveFlags = Constants.MSG_DONTWAIT | Constants.MSG_NOSIGNAL | Constants.MSG_WAITALL | Constants.MSG_TRUNC;
    private const long LargestTransfer = int.MaxValue;

    private readonly byte[] _buffer = new byte[65536];

    private CallAttempt Read(CallArguments arguments)
    {
        arguments.RequireCount(3, 3);
        return Receive(arguments, 2, 0);
    }

    private CallAttempt Receive(CallArguments arguments)
    {
        arguments.RequireCount(4, 6);
        return Receive(arguments, 2, FlagsOf(arguments, 3, ReceiveFlags));
    }

    private CallAttempt ReadVector(CallArguments arguments)
    {
        arguments.RequireCount(3, 3);
        return FindSocket(arguments, out CallAttempt? failed) is { } socket ? Receive(socket, VectorLength(arguments[1]), 0, () => []) : failed!;
    }

    private CallAttempt ReceiveMessage(CallArguments arguments)
    {
        arguments.RequireCount(3, 3);
        StructExpression message = MessageOf(arguments);
        long flags = FlagsOf(arguments, 2, ReceiveFlags);
        if (FindSocket(arguments, out CallAttempt? failed) is not { } socket)
        {
            return failed!;
        }

        long expected = message["msg_flags"] is { } field ? CallArguments.Evaluate(field) : 0;
        return Receive(socket, MessageLength(message), flags, () => [new ComparedRow("msg_flags", Text(expected), "0", expected != 0)]);
    }

    private CallAttempt Receive(CallArguments arguments, int lengthIndex, long flags)
    {
        if (FindSocket(arguments, out CallAttempt? failed) is not { } socket)
        {
            return failed!;
        }

        long length = LengthOf(arguments, lengthIndex);
        return arguments.IsNull(1) && length > 0 && socket.Connection?.AvailableBytes > 0
            ? CallAttempt.Failed(Errno.EFAULT)
            : Receive(socket, length, flags, () => []);
    }

    private CallAttempt Receive(StreamSocket socket, long length, long flags, Func<IReadOnlyList<ComparedRow>> checks)
    {
        if (socket.Connection is null)
        {
            return CallAttempt.Failed(Errno.ENOTCONN);
        }

        long received = 0;
        return new CallAttempt(() =>
        {
            for (int count = -1; count != 0 && received < length; received += count)
            {
                count = socket.Connection.Receive(_buffer.AsSpan(0, (int)Math.Min(_buffer.Length, length - received)), _host.Now);
            }

            bool wantsMore = (flags & Constants.MSG_WAITALL) != 0 && received < length && !socket.IsAtEnd && socket.PendingError == Errno.None;
            if (received > 0 && !wantsMore)
            {
                return CallOutcome.Success(received, checks());
            }

            Errno error = socket.TakeError();
            return error != Errno.None ? CallOutcome.Failure(error)
                : length == 0 || socket.IsAtEnd ? CallOutcome.Success(0, checks())
                : WouldBlock(socket, flags);
        });
    }

    private CallAttempt Write(CallArguments arguments)
    {
        arguments.RequireCount(3, 3);
        return SendBytes(arguments, LengthOf(arguments, 2), 0, isNull: arguments.IsNull(1));
    }

    private CallAttempt WriteVector(CallArguments arguments)
    {
        arguments.RequireCount(3, 3);
        return SendBytes(arguments, VectorLength(arguments[1]), 0, isNull: false);
    }

    private CallAttempt Send(CallArguments arguments)
    {
        arguments.RequireCount(4, 6);
        return SendBytes(arguments, LengthOf(arguments, 2), FlagsOf(arguments, 3, SendFlags), isNull: arguments.IsNull(1));
    }

    private CallAttempt SendMessage(CallArguments arguments)
    {
        arguments.RequireCount(3, 3);
        return SendBytes(arguments, MessageLength(MessageOf(arguments)), FlagsOf(arguments, 2, SendFlags), isNull: false);
    }

    private CallAttempt SendBytes(CallArguments arguments, long length, long flags, bool isNull)
    {
        if (FindSocket(arguments, out CallAttempt? failed) is not { } socket)
        {
            return failed!;
        }

        long sent = 0;
        return new CallAttempt(() =>
        {
            Errno error = socket.PendingError == Errno.EPIPE ? Errno.None : socket.TakeError();
            if (error != Errno.None || socket.Connection is null or { State: TcpState.Closed } || socket.IsWriteShut)
            {
                socket.TakeError();
                return sent > 0 ? CallOutcome.Success(sent) : CallOutcome.Failure(error == Errno.None ? Errno.EPIPE : error);
            }

            if (isNull && length > 0)
            {
                return CallOutcome.Failure(Errno.EFAULT);
            }

            if (socket.Connection.State is not (TcpState.SynSent or TcpState.SynReceived))
            {
                sent += SendZeros(socket.Connection, length - sent, isUrgent: (flags & Constants.MSG_OOB) != 0);
            }

            return sent == length ? CallOutcome.Success(sent)
                : WouldBlock(socket, flags) is { } refused ? (sent > 0 ? CallOutcome.Success(sent) : refused)
                : null;
        });
    }

    private long SendZeros(TcpConnection connection, long length, bool isUrgent)
    {
        long sent = 0;
        _buffer.AsSpan().Clear();
        for (int taken = -1; taken != 0 && sent < length; sent += taken)
        {
            Span<byte> data = _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, length - sent));
            taken = isUrgent ? connection.SendUrgent(data, _host.Now) : connection.Send(data, _host.Now);
        }

        return sent;
    }

    private static long LengthOf(CallArguments arguments, int index)
    {
        long length = arguments.Integer(index);
        return length is >= 0 and <= LargestTransfer ? length : throw Unsupported(arguments, index, $"A length must be from 0 to {LargestTransfer}.");
    }

    private static long FlagsOf(CallArguments arguments, int index, long known)
    {
        long flags = arguments.Integer(index);
        return (flags & ~known) == 0
            ? flags
            : throw Unsupported(arguments, index, $"A flag here is not supported by the engine (0x{flags & ~known:x}): MSG_DONTWAIT, MSG_NOSIGNAL and, for sending, MSG_OOB, for receiving, MSG_WAITALL and MSG_TRUNC are.");
    }

    private static StructExpression MessageOf(CallArguments arguments)
    {
        if (arguments[1] is not StructExpression message)
        {
            throw Unsupported(arguments, 1, "Expected a message: {msg_name(...)=..., msg_iov(1)=[{..., 1000}], msg_flags=0}.");
        }

        return message["msg_control"] is ListExpression { Items.Count: > 0 } control
            ? throw new DrillScriptException(control.Position, "Control messages (timestamps, error queue, TCP_INQ) are not supported.")
            : message;
    }

    private static long MessageLength(StructExpression message) =>
        VectorLength(message["msg_iov"] ?? throw new DrillScriptException(message.Position, "The message has no msg_iov."));

    private static long VectorLength(CallExpression vector)
    {
        if (vector is not ListExpression list)
        {
            throw new DrillScriptException(vector.Position, "Expected a list of buffers: [{..., 1000}, {..., 500}].");
        }

        long length = 0;
        foreach (CallExpression item in list.Items)
        {
            length += item is StructExpression { Fields: [_, { } size] }
                ? CallArguments.Evaluate(size.Value)
                : throw new DrillScriptException(item.Position, "Expected a buffer: {..., 1000}.");
        }

        return length;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
