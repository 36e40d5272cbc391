namespace TcpEngine.Drill;

// Sockets come and go.
internal sealed partial class SystemCalls
{
    private CallAttempt Socket(CallArguments arguments)
    {
        arguments.RequireCount(3, 3);
        long type = arguments.Integer(1);
        long protocol = arguments.Integer(2);
        if (arguments[0] is not EllipsisExpression && arguments.Integer(0) is not (Constants.AF_INET or Constants.AF_INET6))
        {
            return CallAttempt.Failed(Errno.EAFNOSUPPORT);
        }

        if ((type & 0xff) != Constants.SOCK_STREAM || protocol is not (Constants.IPPROTO_TCP or Constants.IPPROTO_IP))
        {
            throw Unsupported(arguments, 1, "Only stream sockets are supported: socket(..., SOCK_STREAM, IPPROTO_TCP).");
        }

        StreamSocket socket = new()
        {
            Options = Connections,
            IsNonBlocking = (type & Constants.SOCK_NONBLOCK) != 0,
            Reports = new SendReports(_settings.IpVersion != DrillIpVersion.Ipv4),
            NotSentLimit = NotSentLimit,
            Buffers = new SocketBuffers { Limit = SendBufferDefault },
            MostMemory = SendBufferMost,
        };
        return CallAttempt.Done(Name(arguments.Call, socket));
    }

    private CallAttempt Bind(CallArguments arguments)
    {
        arguments.RequireCount(3, 3);
        if (FindSocket(arguments, out CallAttempt? failed) is not { } socket)
        {
            return failed!;
        }

        TcpEndpoint local = CallArguments.Endpoint(arguments[1]) ?? new TcpEndpoint(_settings.Local, _settings.BindPort);
        if (socket.Bound is not null)
        {
            return CallAttempt.Failed(Errno.EINVAL);
        }

        if (!local.Address.IsUnspecified && local.Address != _settings.Local)
        {
            return CallAttempt.Failed(Errno.EADDRNOTAVAIL);
        }

        if (local.Port != 0 && _descriptors.Values.OfType<StreamSocket>().Any(other => other.Listener?.Local == local))
        {
            return CallAttempt.Failed(Errno.EADDRINUSE);
        }

        socket.Bound = local.Port == 0 ? local with { Port = NextPort() } : local;
        return CallAttempt.Done(CallOutcome.Success());
    }

    private CallAttempt Listen(CallArguments arguments)
    {
        arguments.RequireCount(2, 2);
        if (FindSocket(arguments, out CallAttempt? failed) is not { } socket)
        {
            return failed!;
        }

        if (socket.IsOpen)
        {
            return CallAttempt.Failed(Errno.EINVAL);
        }

        if (socket.Listener is null)
        {
            TcpEndpoint local = socket.Bound ?? new TcpEndpoint(_settings.Local, NextPort());
            int backlog = (int)Math.Clamp(arguments.Integer(1), 1, 4096);
            socket.Bound = local;
            ListenCount++;
            socket.Listener = _host.Stack.Listen(local, socket.Queue, _host.Now, backlog, socket.Options);
            ConfigureFastOpen(socket);
        }

        return CallAttempt.Done(CallOutcome.Success());
    }

    private CallAttempt Accept(CallArguments arguments)
    {
        arguments.RequireCount(3, 4);
        if (FindSocket(arguments, out CallAttempt? failed) is not { } socket)
        {
            return failed!;
        }

        bool isNonBlocking = arguments.Call.Arguments.Count > 3 && (arguments.Integer(3) & Constants.SOCK_NONBLOCK) != 0;
        return socket.Listener is null ? CallAttempt.Failed(Errno.EINVAL) : new CallAttempt(() =>
        {
            if (socket.TakeAccepted() is not { } child)
            {
                return WouldBlock(socket);
            }

            child.IsNonBlocking = isNonBlocking;
            return Name(arguments.Call, child);
        });
    }

    private CallAttempt Connect(CallArguments arguments)
    {
        arguments.RequireCount(2, 3);
        if (FindSocket(arguments, out CallAttempt? failed) is not { } socket)
        {
            return failed!;
        }

        if (IsUnspecified(arguments[1]))
        {
            socket.Disconnect(_host.Now);
            return CallAttempt.Done(CallOutcome.Success());
        }

        TcpEndpoint remote = CallArguments.Endpoint(arguments[1]) ?? new TcpEndpoint(_settings.Remote, _settings.ConnectPort);
        if (socket.Listener is not null || socket.DeferredRemote is not null || (socket.IsOpen && !socket.IsConnecting))
        {
            return CallAttempt.Failed(Errno.EISCONN);
        }

        if (remote.Address.IsMulticastOrBroadcast || remote.Address.IsV6 != _settings.IsIpv6)
        {
            return CallAttempt.Failed(remote.Address.IsV6 == _settings.IsIpv6 ? Errno.ENETUNREACH : Errno.EAFNOSUPPORT);
        }

        bool isFirst = !socket.IsConnecting;
        if (isFirst && MayDefer(socket, remote))
        {
            socket.DeferredRemote = remote;
            return CallAttempt.Done(CallOutcome.Success());
        }

        bool asksForCookie = socket.DefersConnect && FastOpen.IsClientEnabled;
        if (isFirst && BeginConnect(socket, remote, socket.Options with { FastOpen = asksForCookie ? FastOpenUse.WithCookie : FastOpenUse.Off }) is not Errno.None and { } failure)
        {
            return CallAttempt.Failed(failure);
        }

        return new CallAttempt(() =>
        {
            if (socket.Connection!.State is TcpState.SynSent or TcpState.SynReceived)
            {
                return !socket.IsNonBlocking ? null : CallOutcome.Failure(isFirst ? Errno.EINPROGRESS : Errno.EALREADY);
            }

            socket.IsConnecting = false;
            Errno error = socket.TakeError();
            return error == Errno.None && socket.Connection.State == TcpState.Closed ? CallOutcome.Failure(Errno.ECONNABORTED)
                : error == Errno.None ? CallOutcome.Success()
                : CallOutcome.Failure(error);
        });
    }

    private Errno BeginConnect(StreamSocket socket, TcpEndpoint remote, TcpConnectionOptions options)
    {
        TcpEndpoint local = socket.Bound is { Port: not 0 } bound ? bound with { Address = _settings.Local } : new TcpEndpoint(_settings.Local, NextPort());
        ConnectionKey key = new(local, remote);
        if (_host.Stack.FindConnection(key) is not null)
        {
            return Errno.EADDRNOTAVAIL;
        }

        Connecting?.Invoke(key);
        socket.Begin(_host.Stack.Connect(remote, socket, _host.Now, local, options));
        return Errno.None;
    }

    private static bool IsUnspecified(CallExpression address) => address is NameExpression { Name: nameof(Constants.AF_UNSPEC) }
        || (address is StructExpression structure && structure["sa_family"] is NameExpression { Name: nameof(Constants.AF_UNSPEC) });

    private CallAttempt Close(CallArguments arguments)
    {
        arguments.RequireCount(1, 1);
        if (!_descriptors.Remove(arguments.Integer(0), out Descriptor? descriptor))
        {
            return CallAttempt.Failed(Errno.EBADF);
        }

        foreach (EpollSet set in _descriptors.Values.OfType<EpollSet>())
        {
            set.Forget(descriptor);
        }

        if (descriptor is not StreamSocket socket)
        {
            return CallAttempt.Done(CallOutcome.Success());
        }

        if (socket.Listener is { } listener)
        {
            if (socket.IsAsLinux)
            {
                _host.Stack.CloseWithPending(listener, _host.Now);
            }
            else
            {
                _host.Stack.Close(listener);
            }
        }

        socket.Release(_host.Now);
        if (socket.Linger is not { } linger || linger == Duration.Zero)
        {
            return CallAttempt.Done(CallOutcome.Success());
        }

        // It waits until all data and the FIN are acknowledged.
        return new CallAttempt(() => socket.Connection is null or { State: TcpState.Closed or TcpState.FinWait2 or TcpState.TimeWait } ? CallOutcome.Success() : null)
        {
            Deadline = _host.Now + linger,
            OnDeadline = () => CallOutcome.Success(),
        };
    }

    private CallAttempt Shutdown(CallArguments arguments)
    {
        arguments.RequireCount(2, 2);
        if (FindSocket(arguments, out CallAttempt? failed) is not { } socket)
        {
            return failed!;
        }

        long how = arguments.Integer(1);
        if (how is < 0 or > 2)
        {
            return CallAttempt.Failed(Errno.EINVAL);
        }

        if (socket.Listener is { } listener)
        {
            if (how != 1)
            {
                _host.Stack.Close(listener);
                socket.StopListening(_host.Now);
            }

            return CallAttempt.Done(CallOutcome.Success());
        }

        if (socket.DeferredRemote is not null)
        {
            return CallAttempt.Done(CallOutcome.Success());
        }

        if (!socket.IsOpen || socket.Connection!.State == TcpState.TimeWait)
        {
            return CallAttempt.Failed(Errno.ENOTCONN);
        }

        if (socket.Connection.State == TcpState.SynSent)
        {
            socket.Disconnect(_host.Now);
            return CallAttempt.Done(CallOutcome.Success());
        }

        socket.Shut(reading: how != 1, writing: how != 0, _host.Now);
        return CallAttempt.Done(CallOutcome.Success());
    }

    private ushort NextPort() => (ushort)_nextPort++;

    private static CallOutcome? WouldBlock(Descriptor descriptor, long flags = 0) =>
        descriptor.IsNonBlocking || (flags & Constants.MSG_DONTWAIT) != 0 ? CallOutcome.Failure(Errno.EAGAIN) : null;
}
