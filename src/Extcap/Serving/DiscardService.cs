using System.Security.Cryptography;
using TcpEngine;

namespace Extcap.Serving;

/// <summary>Throws away what it receives (RFC 863), and says how much it was, and its SHA-256.</summary>
internal sealed class DiscardService(TextWriter output) : ITcpApplication, IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _received;

    public void OnConnected(TcpConnection connection, Timestamp now)
    {
    }

    public void OnDataAvailable(TcpConnection connection, Timestamp now)
    {
        for (int count = connection.Receive(_buffer, now); count > 0; count = connection.Receive(_buffer, now))
        {
            _hash.AppendData(_buffer, 0, count);
            _received += count;
        }
    }

    public void OnSendBufferSpace(TcpConnection connection, Timestamp now)
    {
    }

    public void OnPeerClosed(TcpConnection connection, Timestamp now)
    {
        OnDataAvailable(connection, now);
        output.WriteLine($"{connection.Key.Remote}: {_received} bytes, SHA-256 {Convert.ToHexStringLower(_hash.GetCurrentHash())}");
        connection.Close(now);
    }

    public void OnClosed(TcpConnection connection, Timestamp now) => Dispose();

    public void Dispose() => _hash.Dispose();
}
