namespace TcpEngine;

/// <summary>What runs on a connection. All is called on the stack's thread; a call may use the connection at once.</summary>
public interface ITcpApplication
{
    /// <summary>The connection is established.</summary>
    void OnConnected(TcpConnection connection, Timestamp now);

    /// <summary>There is data to read.</summary>
    void OnDataAvailable(TcpConnection connection, Timestamp now);

    /// <summary>There is room to send again, after <see cref="TcpConnection.Send"/> had taken less than it was given.</summary>
    void OnSendBufferSpace(TcpConnection connection, Timestamp now);

    /// <summary>The peer has closed. What it sent before can still be read.</summary>
    void OnPeerClosed(TcpConnection connection, Timestamp now);

    /// <summary>The connection is gone; <see cref="TcpConnection.Failure"/> says whether in order.</summary>
    void OnClosed(TcpConnection connection, Timestamp now);
}
