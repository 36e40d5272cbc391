using System.Globalization;

namespace TcpEngine.Drill;

// Data goes out and comes in. What a script writes is zeros.
internal sealed partial class SystemCalls
{
    private const long SendFlags = Constants.MSG_OOB | Constants.MSG_DONTWAIT | Constants.MSG_NOSIGNAL | Constants.MSG_FASTOPEN | Constants.MSG_MORE | Constants.MSG_EOR | Constants.MSG_ZEROCOPY;
    private const long ReceiveFlags = Constants.MSG_DONTWAIT | Constants.MSG_NOSIGNAL | Constants.MSG_WAITALL | Constants.MSG_TRUNC | Constants.MSG_PEEK;
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
        return FindSocket(arguments, out CallAttempt? failed) is { } socket ? Receive(socket, VectorLength(arguments[1]), 0, _ => []) : failed!;
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
            : Receive(socket, length, flags, _ => []);
    }

    private CallAttempt Receive(StreamSocket socket, long length, long flags, Func<Timestamp?, IReadOnlyList<ComparedRow>> checks)
    {
        if (socket.DeferredRemote is not null)
        {
            return new CallAttempt(() => socket.DeferredRemote is null ? CallOutcome.Success() : WouldBlock(socket, flags));
        }

        if (socket.Connection is null)
        {
            return CallAttempt.Failed(socket.TakeError() is not Errno.None and { } broken ? broken : Errno.ENOTCONN);
        }

        if ((flags & Constants.MSG_PEEK) != 0)
        {
            return Peek(socket, length, flags, checks);
        }

        long received = 0;
        return new CallAttempt(() =>
        {
            for (int count = -1; count != 0 && received < length; received += count)
            {
                count = socket.Connection.Receive(_buffer.AsSpan(0, (int)Math.Min(_buffer.Length, length - received)), _host.Now);
            }

            bool wantsMore = (flags & Constants.MSG_WAITALL) != 0 && received < length && !socket.IsAtEnd && socket.PendingError == Errno.None;
            if (received > 0 && (!wantsMore || WouldBlock(socket, flags) is not null))
            {
                return CallOutcome.Success(received, checks(socket.NoteRead(received)));
            }

            Errno error = socket.HasPeerClosed ? Errno.None : socket.TakeError();
            return error != Errno.None ? CallOutcome.Failure(error)
                : length == 0 || socket.IsAtEnd ? CallOutcome.Success(0, checks(null))
                : WouldBlock(socket, flags);
        });
    }

    private CallAttempt Peek(StreamSocket socket, long length, long flags, Func<Timestamp?, IReadOnlyList<ComparedRow>> checks) => new(() =>
    {
        int count = socket.Connection!.Peek(new byte[Math.Min(length, socket.Connection.AvailableBytes)]);
        return count > 0 || length == 0 || (socket.IsAtEnd && socket.PendingError == Errno.None) ? CallOutcome.Success(count, checks(null))
            : socket.TakeError() is not Errno.None and { } error ? CallOutcome.Failure(error)
            : WouldBlock(socket, flags);
    });

    private CallAttempt Write(CallArguments arguments)
    {
        arguments.RequireCount(3, 3);
        return SendBytes(arguments, new SendRequest(LengthOf(arguments, 2), 0, arguments.IsNull(1)));
    }

    private CallAttempt WriteVector(CallArguments arguments)
    {
        arguments.RequireCount(3, 3);
        return SendBytes(arguments, new SendRequest(VectorLength(arguments[1]), 0, IsNull: false));
    }

    private CallAttempt Send(CallArguments arguments)
    {
        arguments.RequireCount(4, 6);
        SendRequest request = new(LengthOf(arguments, 2), FlagsOf(arguments, 3, SendFlags), arguments.IsNull(1));
        if (!request.IsOpening || arguments.Call.Arguments.Count < 5)
        {
            return SendBytes(arguments, request);
        }

        // No address is no argument; one that points nowhere is a fault.
        return arguments[4] is IntegerExpression { Value: not 0 } ? CallAttempt.Failed(Errno.EFAULT)
            : arguments.IsNull(4) ? CallAttempt.Failed(Errno.EINVAL)
            : SendBytes(arguments, WithAddress(request, arguments[4]));
    }

    private CallAttempt SendMessage(CallArguments arguments)
    {
        arguments.RequireCount(3, 3);
        StructExpression message = MessageOf(arguments);
        SendRequest request = new(MessageLength(message), FlagsOf(arguments, 2, SendFlags), IsNull: false) { Stamps = StampsOf(message) };
        return SendBytes(arguments, request.IsOpening && message["msg_name"] is { } name ? WithAddress(request, name) : request);
    }

    private static SendRequest WithAddress(SendRequest request, CallExpression address) => IsUnspecified(address)
        ? request with { IsToNowhere = true }
        : request with { Remote = CallArguments.Endpoint(address) };

    private CallAttempt SendBytes(CallArguments arguments, SendRequest request)
    {
        if (FindSocket(arguments, out CallAttempt? failed) is not { } socket)
        {
            return failed!;
        }

        if ((request.IsOpening || socket.DeferredRemote is not null) && SendOpening(socket, request) is { } opening)
        {
            return opening;
        }

        long length = request.Length;
        long sent = 0;
        bool waits = false;
        return new CallAttempt(() =>
        {
            Errno error = socket.PendingError == Errno.EPIPE ? Errno.None : socket.TakeError();
            if (error != Errno.None || socket.Connection is null or { State: TcpState.Closed } || socket.IsWriteShut)
            {
                socket.TakeError();
                return sent > 0 ? CallOutcome.Success(sent) : CallOutcome.Failure(error == Errno.None ? Errno.EPIPE : error);
            }

            if (request.IsNull && length > 0)
            {
                return CallOutcome.Failure(Errno.EFAULT);
            }

            bool isOpen = socket.Connection.State is not (TcpState.SynSent or TcpState.SynReceived) || socket.Connection.IsFastOpening;
            if (isOpen && !(waits && socket.Buffers.IsAwaited))
            {
                sent += SendZeros(socket, length - sent, request);
            }

            waits = true;
            return sent == length ? CallOutcome.Success(sent)
                : WouldBlock(socket, request.Flags) is { } refused ? (sent > 0 ? CallOutcome.Success(sent) : refused)
                : null;
        });
    }

    // As Linux does, in pieces that it would send as one: before it begins one it looks how much memory there is, and how much waits to be sent.
    private long SendZeros(StreamSocket socket, long length, in SendRequest request)
    {
        TcpConnection connection = socket.Connection!;
        bool isPieced = socket.IsAsLinux || socket.NotSentLimit is not null;
        int goal = isPieced ? connection.GatheredBytes : _buffer.Length;
        bool isUrgent = (request.Flags & Constants.MSG_OOB) != 0;
        long pushed = socket.Written;
        long sent = 0;
        _buffer.AsSpan().Clear();
        socket.RefreshBuffers();
        for (int taken = -1; taken != 0 && sent < length; sent += taken)
        {
            int room = socket.Buffers.RoomInLast(goal);
            if (room == 0)
            {
                if ((socket.IsAsLinux && socket.Buffers.IsFull) || connection.UnsentBytes >= socket.NotSentLimit)
                {
                    socket.AwaitRoom(sent > 0);
                    break;
                }

                socket.Buffers.Begin(socket.Written);
                room = goal;
            }

            Span<byte> data = _buffer.AsSpan(0, (int)Math.Min(room, length - sent));
            bool isLast = data.Length == length - sent;
            bool isForced = socket.Written + data.Length - pushed > connection.LargestSendWindow / 2;
            bool hasMore = (request.Flags & Constants.MSG_MORE) != 0 || (socket.IsAsLinux && !isLast && !isForced);
            SendHints hints = (hasMore ? SendHints.MoreToCome : 0) | ((request.Flags & Constants.MSG_EOR) != 0 && isLast ? SendHints.EndOfRecord : 0);
            taken = isUrgent ? connection.SendUrgent(data, _host.Now) : connection.Send(data, hints, _host.Now);
            socket.NoteTaken(taken);
            if (isPieced && taken == room && !isLast)
            {
                pushed = isForced ? socket.Written : pushed;
                Push(socket, connection, isForced || !socket.IsAsLinux);
            }
        }

        if ((request.Flags & Constants.MSG_EOR) != 0 && sent == length)
        {
            socket.Buffers.EndRecord();
        }

        socket.NoteWritten(sent, request.Flags, request.Stamps);
        return sent;
    }

    // A piece is full, and more comes: all goes that may, or as much as goes as one.
    private void Push(StreamSocket socket, TcpConnection connection, bool isForced)
    {
        if (connection.State is TcpState.SynSent or TcpState.SynReceived)
        {
            return;
        }

        if (isForced)
        {
            _host.Transmit();
        }
        else if (socket.Buffers.IsLastNext)
        {
            _host.Transmit(connection.BurstSegments);
        }
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
            : throw Unsupported(arguments, index, $"A flag here is not supported (0x{flags & ~known:x}): MSG_DONTWAIT, MSG_NOSIGNAL, for sending MSG_OOB, MSG_FASTOPEN, MSG_MORE, MSG_EOR and MSG_ZEROCOPY, and for receiving MSG_WAITALL, MSG_TRUNC, MSG_PEEK and, with recvmsg, MSG_ERRQUEUE are.");
    }

    private static StructExpression MessageOf(CallArguments arguments)
    {
        if (arguments[1] is not StructExpression message)
        {
            throw Unsupported(arguments, 1, "Expected a message: {msg_name(...)=..., msg_iov(1)=[{..., 1000}], msg_flags=0}.");
        }

        return message;
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
