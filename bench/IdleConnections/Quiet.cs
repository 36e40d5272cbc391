using TcpEngine;

namespace IdleConnections;

/// <summary>Reads what comes.</summary>
internal sealed class Quiet : ITcpApplication
{
    private readonly byte[] _buffer = new byte[65_536];

    public void OnConnected(TcpConnection connection, Timestamp now)
    {
    }

    public void OnDataAvailable(TcpConnection connection, Timestamp now)
    {
        while (connection.Receive(_buffer, now) > 0)
        {
        }
    }

    public void OnSendBufferSpace(TcpConnection connection, Timestamp now)
    {
    }

    public void OnPeerClosed(TcpConnection connection, Timestamp now)
    {
    }

    public void OnClosed(TcpConnection connection, Timestamp now)
    {
    }
}
