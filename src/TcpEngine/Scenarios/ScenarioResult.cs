namespace TcpEngine;

/// <summary>How a scenario ended.</summary>
/// <param name="IsComplete">Whether it came to its end by itself, and not to the limit on virtual time.</param>
/// <param name="Duration">How long it took, in virtual time.</param>
/// <param name="PacketsDelivered">How many packets the link delivered.</param>
/// <param name="A">What became of the client.</param>
/// <param name="B">What became of the server.</param>
public sealed record ScenarioResult(bool IsComplete, Duration Duration, long PacketsDelivered, ScenarioHostResult A, ScenarioHostResult B)
{
    /// <summary>Whether each host has received what the other has sent, all of it and in order.</summary>
    public bool IsIntact => A.IsIntact && B.IsIntact && A.BytesReceived == B.BytesSent && B.BytesReceived == A.BytesSent;
}

/// <summary>What became of one host's connection.</summary>
/// <param name="BytesSent">How much its application has handed to the connection.</param>
/// <param name="BytesReceived">How much its application has read.</param>
/// <param name="IsIntact">Whether all it read was what was sent, in order.</param>
/// <param name="WasConnected">Whether its connection was established.</param>
/// <param name="Failure">Why its connection ended, where it did not end in order.</param>
public sealed record ScenarioHostResult(long BytesSent, long BytesReceived, bool IsIntact, bool WasConnected, TcpFailure Failure);
