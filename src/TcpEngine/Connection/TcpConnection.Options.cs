namespace TcpEngine;

// What can be changed while a connection lives.
public sealed partial class TcpConnection
{
    /// <summary>
    /// How the connection behaves. What was negotiated or allocated when it was opened (MSS, window scaling, timestamps, SACK, ECN) stays what it is; a receive buffer does not become smaller than what was offered;
    /// the rest counts from now on.
    /// </summary>
    public TcpConnectionOptions Options
    {
        get => _options;
        set
        {
            _mustTellUserTimeout |= value.UserTimeoutExchange != _options.UserTimeoutExchange || value.UserTimeout != _options.UserTimeout;
            TcpConnectionOptions before = _options;
            _options = value;
            ResizeReceiveBuffer(before);
            GoOn();
            if (_work is { } work)
            {
                work.SendBuffer.Limit = SendBufferSize;
            }

            WorkQueue?.OnWork(); // what Nagle's algorithm held back may go now, and timers may have changed
        }
    }
}
