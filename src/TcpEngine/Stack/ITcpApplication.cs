namespace TcpEngine;

/// <summary>What runs on a connection. All is called on the stack's thread; a call may use the connection at once.</summary>
public interface ITcpApplication
{
    /// <summary>The connection is established; one that <see cref="TcpConnection.IsFastOpened"/> will be, and can be read and written already (RFC 7413, section 4.2.2).</summary>
    void OnConnected(TcpConnection connection, Timestamp now);

    /// <summary>There is data to read.</summary>
    void OnDataAvailable(TcpConnection connection, Timestamp now);

    /// <summary>There is room to send again, after <see cref="TcpConnection.Send(ReadOnlySpan{byte}, Timestamp)"/> had taken less than it was given.</summary>
    void OnSendBufferSpace(TcpConnection connection, Timestamp now);

    /// <summary>The peer has closed. What it sent before can still be read.</summary>
    void OnPeerClosed(TcpConnection connection, Timestamp now);

    /// <summary>The peer has not answered for a while: R1 retransmissions (RFC 9293, section 3.8.3). Nothing has to be done.</summary>
    void OnUnanswered(TcpConnection connection, Timestamp now)
    {
    }

    /// <summary>There is urgent data, or more of it: see <see cref="TcpConnection.UrgentBytes"/> (RFC 9293, section 3.8.5).</summary>
    void OnUrgentData(TcpConnection connection, Timestamp now)
    {
    }

    /// <summary>The network told of a trouble that may pass: <see cref="TcpConnection.SoftError"/> (RFC 9293, section 3.9.1.8).</summary>
    void OnSoftError(TcpConnection connection, Timestamp now)
    {
    }

    /// <summary>Everything that was sent, this side's FIN included, is acknowledged; not told where the connection ends with that (LAST-ACK).</summary>
    void OnFinAcknowledged(TcpConnection connection, Timestamp now)
    {
    }

    /// <summary>The connection is gone; <see cref="TcpConnection.Failure"/> says whether in order. One that has nothing more to read may be told so when TIME-WAIT begins.</summary>
    void OnClosed(TcpConnection connection, Timestamp now);
}
