namespace TcpEngine;

/// <summary>A TUN device that cannot be used: the message says what failed, why, and what to do.</summary>
public sealed class TunException(string message) : Exception(message);
