using TcpEngine;

namespace Extcap.Serving;

/// <summary>Sends back what it receives (RFC 862). It reads no faster than it can send: a slow reader's window closes ours.</summary>
internal sealed class EchoService : ITcpApplication
{
    private readonly byte[] _buffer = new byte[16 * 1024];

    public void OnConnected(TcpConnection connection, Timestamp now)
    {
    }

    public void OnDataAvailable(TcpConnection connection, Timestamp now) => Echo(connection, now);

    public void OnSendBufferSpace(TcpConnection connection, Timestamp now) => Echo(connection, now);

    public void OnPeerClosed(TcpConnection connection, Timestamp now) => Echo(connection, now);

    public void OnClosed(TcpConnection connection, Timestamp now)
    {
    }

    private void Echo(TcpConnection connection, Timestamp now)
    {
        while (connection.AvailableBytes > 0 && connection.SendBufferRoom > 0)
        {
            int count = connection.Receive(_buffer.AsSpan(0, Math.Min(_buffer.Length, connection.SendBufferRoom)), now);
            connection.Send(_buffer.AsSpan(0, count), now);
        }

        if (connection.IsAtEnd)
        {
            connection.Close(now);
        }
    }
}
