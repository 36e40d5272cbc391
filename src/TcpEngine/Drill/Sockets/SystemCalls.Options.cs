namespace TcpEngine.Drill;

// setsockopt, getsockopt, fcntl and ioctl.
internal sealed partial class SystemCalls
{
    private CallAttempt SetOption(CallArguments arguments)
    {
        arguments.RequireCount(5, 5);
        if (FindSocket(arguments, out CallAttempt? failed) is not { } socket)
        {
            return failed!;
        }

        (long, long) option = (arguments.Integer(1), arguments.Integer(2));
        return !SocketOption.All.TryGetValue(option, out SocketOption? known)
            ? arguments[2] is IntegerExpression ? CallAttempt.Failed(Errno.ENOPROTOOPT) : throw Unsupported(arguments, 2, "The socket option is not supported by the engine.")
            : CallAttempt.Done(known.Set is null ? CallOutcome.Failure(Errno.ENOPROTOOPT) : Apply(socket, option, known, arguments));
    }

    private CallOutcome Apply(StreamSocket socket, (long, long) option, SocketOption known, CallArguments arguments)
    {
        if (known.Name == "SO_LINGER")
        {
            StructExpression linger = arguments[3] as StructExpression ?? throw Unsupported(arguments, 3, "Expected {onoff=1, linger=0}.");
            bool isOn = linger["onoff"] is { } onoff && CallArguments.Evaluate(onoff) != 0;
            socket.Linger = isOn ? Duration.FromSeconds(linger["linger"] is { } seconds ? CallArguments.Evaluate(seconds) : 0) : null;
            return CallOutcome.Success();
        }

        if (arguments.IsNull(3))
        {
            return CallOutcome.Failure(Errno.EFAULT);
        }

        if (known.Name == "TCP_FASTOPEN_KEY")
        {
            return SetFastOpenKey(socket, arguments);
        }

        if (known.Name == "TCP_FASTOPEN_CONNECT" && !FastOpen.IsClientEnabled)
        {
            return CallOutcome.Failure(Errno.EOPNOTSUPP);
        }

        if (known.IsFixedOnceOpen && socket.Connection is not null)
        {
            throw Unsupported(arguments, 2, $"{known.Name} cannot be changed once the connection is there: set it before, on the listener or before connect.");
        }

        if (known.IsText)
        {
            string name = (arguments[3] as StringExpression)?.Value ?? throw Unsupported(arguments, 3, "Expected a name: \"cubic\".");
            if (Sysctls.AlgorithmOf(name) is not { } algorithm)
            {
                return CallOutcome.Failure(Errno.ENOENT);
            }

            socket.Options = socket.Options with { CongestionControl = algorithm };
        }

        if (!known.IsText && arguments.Integer(4) < sizeof(int))
        {
            return CallOutcome.Failure(Errno.EINVAL);
        }

        long value = known.IsText ? 0 : arguments.Reference(3);

        if (known.Set!(socket, value) is not Errno.None and { } error)
        {
            return CallOutcome.Failure(error);
        }

        socket.PlainOptions[option] = value;
        if (socket.Listener is { } listener)
        {
            listener.Options = socket.Options;
            ConfigureFastOpen(socket);
        }

        if (socket.IsOpen)
        {
            socket.Connection!.Options = socket.Options;
        }

        return CallOutcome.Success();
    }

    // 16 bytes, or 32 with the previous key behind; a text stands for its bytes.
    private CallOutcome SetFastOpenKey(StreamSocket socket, CallArguments arguments)
    {
        string text = (arguments[3] as StringExpression)?.Value ?? throw Unsupported(arguments, 3, "Expected a key of 16 or 32 bytes: \"\\x01\\x02...\".");
        byte[] bytes = new byte[Math.Clamp(arguments.Integer(4), 0, 2 * FastOpenKeys.KeySize + 1)];
        for (int i = 0; i < Math.Min(bytes.Length, text.Length); i++)
        {
            bytes[i] = (byte)text[i];
        }

        if (FastOpenSysctls.KeysOf(bytes) is not { } keys)
        {
            return CallOutcome.Failure(Errno.EINVAL);
        }

        socket.FastOpenKeys = keys;
        ConfigureFastOpen(socket);
        return CallOutcome.Success();
    }

    private CallAttempt GetOption(CallArguments arguments)
    {
        arguments.RequireCount(5, 5);
        if (FindSocket(arguments, out CallAttempt? failed) is not { } socket)
        {
            return failed!;
        }

        (long Level, long Name) option = (arguments.Integer(1), arguments.Integer(2));
        if (!SocketOption.All.TryGetValue(option, out SocketOption? known) || known.IsText || known.Name == "SO_LINGER")
        {
            throw Unsupported(arguments, 2, "The socket option cannot be read here.");
        }

        string actual;
        if (known.Name == "SO_ERROR")
        {
            Errno error = socket.TakeAnyError();
            actual = error == Errno.None ? "0" : error.ToString();
        }
        else
        {
            actual = Text(known.Get is { } get ? get(socket) : socket.PlainOptions.GetValueOrDefault(option));
            actual = known.Name == "SO_SNDBUF" ? Text(socket.IsAsLinux ? socket.Buffers.Limit : socket.SendBufferSet ?? SendBufferDefault) : actual;
        }

        string expected = arguments[3] is ListExpression { Items: [NameExpression name] } && !Constants.TryGet(name.Name, out _) ? name.Name : Text(arguments.Reference(3));
        return CallAttempt.Done(CallOutcome.Success(0, new ComparedRow("value", expected, actual, expected != actual), Compare("length", arguments.Reference(4), sizeof(int))));
    }

    private CallAttempt Control(CallArguments arguments)
    {
        arguments.RequireCount(2, 3);
        if (_descriptors.GetValueOrDefault(arguments.Integer(0)) is not { } descriptor)
        {
            return CallAttempt.Failed(Errno.EBADF);
        }

        switch ((arguments[1] as NameExpression)?.Name)
        {
            case "F_GETFL":
                return CallAttempt.Done(CallOutcome.Success(Constants.O_RDWR | (descriptor.IsNonBlocking ? Constants.O_NONBLOCK : 0)));
            case "F_SETFL":
                arguments.RequireCount(3, 3);
                descriptor.IsNonBlocking = (arguments.Integer(2) & Constants.O_NONBLOCK) != 0;
                return CallAttempt.Done(CallOutcome.Success());
            default:
                throw Unsupported(arguments, 1, "fcntl does F_GETFL and F_SETFL here.");
        }
    }

    private CallAttempt DeviceControl(CallArguments arguments)
    {
        arguments.RequireCount(3, 3);
        if (FindSocket(arguments, out CallAttempt? failed) is not { } socket)
        {
            return failed!;
        }

        long request = arguments.Integer(1);
        if (socket.Listener is not null)
        {
            return CallAttempt.Failed(Errno.EINVAL);
        }

        ConnectionSnapshot? snapshot = socket.Connection?.TakeSnapshot();
        int queued = socket.Connection?.SendBufferBytes ?? 0;
        long actual = (arguments[1] as NameExpression)?.Name switch
        {
            "SIOCINQ" or "FIONREAD" => socket.Connection?.AvailableBytes ?? 0,
            "SIOCOUTQ" => queued,
            "SIOCOUTQNSD" => queued - (snapshot?.FlightSize ?? 0),
            _ => throw Unsupported(arguments, 1, $"ioctl does SIOCINQ, FIONREAD, SIOCOUTQ and SIOCOUTQNSD here, not 0x{request:x}."),
        };
        return CallAttempt.Done(CallOutcome.Success(0, Compare("value", arguments.Reference(2), actual)));
    }

    private static ComparedRow Compare(string what, long expected, long actual) => new(what, Text(expected), Text(actual), expected != actual);
}
