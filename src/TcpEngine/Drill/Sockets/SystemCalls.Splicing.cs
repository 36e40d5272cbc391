namespace TcpEngine.Drill;

// Data that moves without a buffer: open, sendfile, pipe and splice.
internal sealed partial class SystemCalls
{
    private CallAttempt Open(CallArguments arguments)
    {
        arguments.RequireCount(2, 3);
        return CallAttempt.Done(Name(arguments.Call, new ZeroFile()));
    }

    private CallAttempt OpenPipe(CallArguments arguments)
    {
        arguments.RequireCount(1, 2);
        if (arguments[0] is not ListExpression { Items: [{ } reading, { } writing] })
        {
            throw Unsupported(arguments, 0, "Expected both ends: [5, 6].");
        }

        Pipe pipe = new();
        _descriptors[CallArguments.Evaluate(reading)] = new PipeEnd(pipe, isForWriting: false);
        _descriptors[CallArguments.Evaluate(writing)] = new PipeEnd(pipe, isForWriting: true);
        return CallAttempt.Done(CallOutcome.Success());
    }

    private CallAttempt SendFile(CallArguments arguments)
    {
        arguments.RequireCount(4, 4);
        return FindSocket(arguments, out CallAttempt? failed) is null ? failed!
            : _descriptors.GetValueOrDefault(arguments.Integer(1)) is not ZeroFile ? CallAttempt.Failed(Errno.EBADF)
            : SendBytes(arguments, new SendRequest(LengthOf(arguments, 3), 0, IsNull: false));
    }

    // Either from a socket into a pipe, or from a pipe into a socket.
    private CallAttempt Splice(CallArguments arguments)
    {
        arguments.RequireCount(6, 6);
        long length = LengthOf(arguments, 4);
        long flags = (arguments.Integer(5) & Constants.SPLICE_F_NONBLOCK) != 0 ? Constants.MSG_DONTWAIT : 0;
        bool hasMore = (arguments.Integer(5) & Constants.SPLICE_F_MORE) != 0;
        Descriptor? from = _descriptors.GetValueOrDefault(arguments.Integer(0));
        Descriptor? to = _descriptors.GetValueOrDefault(arguments.Integer(2));
        return (from, to) switch
        {
            (null, _) or (_, null) => CallAttempt.Failed(Errno.EBADF),
            (StreamSocket socket, PipeEnd { IsForWriting: true } end) => SpliceIn(socket, end.Pipe, length, flags),
            (PipeEnd { IsForWriting: false } end, StreamSocket socket) => SpliceOut(end, socket, length, hasMore ? Constants.MSG_MORE : 0, flags),
            _ => CallAttempt.Failed(Errno.EINVAL),
        };
    }

    private CallAttempt SpliceIn(StreamSocket socket, Pipe pipe, long length, long flags)
    {
        if (socket.Connection is null)
        {
            return CallAttempt.Failed(Errno.ENOTCONN);
        }

        CallAttempt reading = Receive(socket, Math.Min(length, Pipe.Capacity - pipe.Bytes), flags, _ => []);
        return new CallAttempt(() =>
        {
            CallOutcome? outcome = reading.Try();
            pipe.Bytes += Math.Max(0, outcome?.Value ?? 0);
            return outcome;
        });
    }

    private CallAttempt SpliceOut(PipeEnd from, StreamSocket socket, long length, long sendFlags, long flags) => new(() =>
    {
        if (from.Pipe.Bytes == 0)
        {
            return WouldBlock(from, flags);
        }

        if (!socket.IsOpen || socket.IsWriteShut)
        {
            Errno error = socket.TakeError();
            return CallOutcome.Failure(error == Errno.None ? Errno.EPIPE : error);
        }

        long sent = SendZeros(socket, Math.Min(length, from.Pipe.Bytes), new SendRequest(length, sendFlags, IsNull: false));
        from.Pipe.Bytes -= sent;
        return sent > 0 ? CallOutcome.Success(sent) : WouldBlock(socket, flags);
    });
}
