namespace TcpEngine;

/// <summary>A RST that waits to be sent.</summary>
internal readonly record struct PendingReset(SequenceNumber SequenceNumber, Reason Reason, bool Acknowledges = false);
