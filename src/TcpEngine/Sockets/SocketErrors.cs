using System.Net.Sockets;

namespace TcpEngine.Sockets;

/// <summary>Says what happened to a connection as .NET's sockets say it.</summary>
internal static class SocketErrors
{
    /// <summary>Why a connection is gone.</summary>
    public static SocketError Of(TcpConnection connection) => connection.Failure switch
    {
        TcpFailure.Refused => SocketError.ConnectionRefused,
        TcpFailure.Reset => SocketError.ConnectionReset,
        TcpFailure.TimedOut => OfTimeout(connection.SoftError),
        TcpFailure.Aborted => SocketError.ConnectionAborted,
        _ => SocketError.NotConnected,
    };

    // A peer that did not answer while the network told why it could not (RFC 1122, section 4.2.3.9).
    private static SocketError OfTimeout(IcmpErrorKind told) => told switch
    {
        IcmpErrorKind.NetworkUnreachable or IcmpErrorKind.SourceRouteFailed => SocketError.NetworkUnreachable,
        IcmpErrorKind.HostUnreachable or IcmpErrorKind.Prohibited => SocketError.HostUnreachable,
        _ => SocketError.TimedOut,
    };
}
