namespace TcpEngine.Drill;

// Sockets that connect with data: MSG_FASTOPEN and TCP_FASTOPEN_CONNECT.
internal sealed partial class SystemCalls
{
    /// <summary>The sysctls of Fast Open have changed: they count for listeners that are there.</summary>
    public void RefreshFastOpen()
    {
        foreach (StreamSocket socket in _descriptors.Values.OfType<StreamSocket>())
        {
            ConfigureFastOpen(socket);
        }
    }

    private void ConfigureFastOpen(StreamSocket socket)
    {
        if (socket.Listener is { } listener)
        {
            FastOpen.Configure(listener, socket.FastOpenLimit, socket.OpensWithoutCookie);
            listener.FastOpenKeys = socket.FastOpenKeys ?? listener.FastOpenKeys;
        }
    }

    // connect with TCP_FASTOPEN_CONNECT, where there is a cookie: nothing is sent before the first write.
    private bool MayDefer(StreamSocket socket, TcpEndpoint remote) => socket.DefersConnect && FastOpen.IsClientEnabled
        && (FastOpenUseOf(socket) == FastOpenUse.WithoutCookie || _host.Stack.FastOpen.HasCookie(_settings.Local, remote, _host.Now));

    private FastOpenUse FastOpenUseOf(StreamSocket socket) => FastOpen.ConnectsWithoutCookie || socket.OpensWithoutCookie ? FastOpenUse.WithoutCookie : FastOpenUse.WithCookie;

    // What a call that connects and sends comes to before anything else; null where it goes on as any other.
    private CallAttempt? SendOpening(StreamSocket socket, in SendRequest request)
    {
        if (!FastOpen.IsClientEnabled || request.IsToNowhere)
        {
            return CallAttempt.Failed(Errno.EOPNOTSUPP);
        }

        if (socket.Listener is not null || (socket.IsOpen && !socket.IsConnecting))
        {
            return CallAttempt.Failed(Errno.EISCONN);
        }

        if (socket.IsConnecting)
        {
            bool isStill = socket.Connection!.State is TcpState.SynSent or TcpState.SynReceived;
            socket.IsConnecting = isStill;
            return isStill ? CallAttempt.Failed(Errno.EALREADY) : null;
        }

        TcpEndpoint remote = socket.DeferredRemote ?? request.Remote ?? new TcpEndpoint(_settings.Remote, _settings.ConnectPort);
        if (BeginConnect(socket, remote, socket.Options with { FastOpen = FastOpenUseOf(socket) }) is not Errno.None and { } error)
        {
            return CallAttempt.Failed(error);
        }

        return FinishOpening(socket, request);
    }

    // Who does not wait has sent what went with the SYN. Who waits has all in the buffer before the handshake is over, so that the rest goes with the ACK.
    private CallAttempt FinishOpening(StreamSocket socket, SendRequest request)
    {
        TcpConnection connection = socket.Connection!;
        bool waits = !socket.IsNonBlocking && (request.Flags & Constants.MSG_DONTWAIT) == 0;
        if (request.IsNull && request.Length > 0)
        {
            connection.AskForCookie(); // there is no data to go with the SYN
        }

        long sent = request.IsNull ? 0 : SendZeros(socket, waits ? request.Length : Math.Min(request.Length, connection.SynDataRoom), request);
        if (!waits)
        {
            return CallAttempt.Done(sent > 0 ? CallOutcome.Success(sent) : CallOutcome.Failure(Errno.EINPROGRESS));
        }

        return new CallAttempt(() =>
        {
            if (connection.State is TcpState.SynSent or TcpState.SynReceived)
            {
                return null;
            }

            socket.IsConnecting = false;
            if (connection.State == TcpState.Closed)
            {
                Errno error = socket.TakeError();
                return CallOutcome.Failure(error == Errno.None ? Errno.EPIPE : error);
            }

            if (request.IsNull && request.Length > 0)
            {
                return CallOutcome.Failure(Errno.EFAULT);
            }

            sent += SendZeros(socket, request.Length - sent, request);
            return sent == request.Length ? CallOutcome.Success(sent) : null;
        });
    }
}
