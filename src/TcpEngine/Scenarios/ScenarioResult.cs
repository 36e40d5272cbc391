namespace TcpEngine;

/// <summary>How a scenario ended.</summary>
/// <param name="IsComplete">Whether it came to its end by itself, and not to the limit on virtual time.</param>
/// <param name="Duration">How long it took, in virtual time.</param>
/// <param name="PacketsDelivered">How many packets the links delivered.</param>
/// <param name="Hosts">What became of each host, in the scenario's order.</param>
public sealed record ScenarioResult(bool IsComplete, Duration Duration, long PacketsDelivered, IReadOnlyList<ScenarioHostResult> Hosts)
{
    /// <summary>What became of the first host, the client where there are two.</summary>
    public ScenarioHostResult A => Hosts[0];

    /// <summary>What became of the second host, the server where there are two.</summary>
    public ScenarioHostResult B => Hosts[1];

    /// <summary>How many events of a flood the observer was not told of, because they are like those that it was told of.</summary>
    public long EventsHidden { get; init; }

    /// <summary>Whether each application has received what its peer has sent, all of it and in order.</summary>
    public bool IsIntact
    {
        get
        {
            Dictionary<ConnectionKey, long> sent = [];
            Dictionary<ConnectionKey, long> received = [];
            foreach (ScenarioConnectionResult connection in Hosts.SelectMany(host => host.Connections))
            {
                ConnectionKey toPeer = connection.Key;
                ConnectionKey fromPeer = new(toPeer.Remote, toPeer.Local);
                sent[toPeer] = sent.GetValueOrDefault(toPeer) + connection.BytesSent;
                received[fromPeer] = received.GetValueOrDefault(fromPeer) + connection.BytesReceived;
            }

            return Hosts.All(host => host.IsIntact) && sent.Keys.Union(received.Keys).All(key => sent.GetValueOrDefault(key) == received.GetValueOrDefault(key));
        }
    }
}

/// <summary>What became of one host.</summary>
/// <param name="Name">The host.</param>
/// <param name="Connections">Its connections, in the order in which they were opened.</param>
/// <param name="Statistics">What its stack has counted since it was started last.</param>
/// <param name="PeakConnections">The most connections that its stack has had at a time, half open ones too.</param>
public sealed record ScenarioHostResult(string Name, IReadOnlyList<ScenarioConnectionResult> Connections, TcpStatistics Statistics, int PeakConnections)
{
    /// <summary>How much its applications have handed to connections.</summary>
    public long BytesSent => Connections.Sum(connection => connection.BytesSent);

    /// <summary>How much its applications have read.</summary>
    public long BytesReceived => Connections.Sum(connection => connection.BytesReceived);

    /// <summary>Whether all they read was what was sent, in order.</summary>
    public bool IsIntact => Connections.All(connection => connection.IsIntact);

    /// <summary>Whether a connection was established.</summary>
    public bool WasConnected => Connections.Any(connection => connection.WasConnected);

    /// <summary>Why the last connection ended, where it did not end in order.</summary>
    public TcpFailure Failure => Connections.Count == 0 ? TcpFailure.None : Connections[^1].Failure;
}

/// <summary>What became of one connection.</summary>
/// <param name="Key">Both ends.</param>
/// <param name="BytesSent">How much its application has handed to the connection.</param>
/// <param name="BytesReceived">How much its application has read.</param>
/// <param name="IsIntact">Whether all it read was what was sent, in order.</param>
/// <param name="WasConnected">Whether the connection was established.</param>
/// <param name="Failure">Why the connection ended, where it did not end in order.</param>
public sealed record ScenarioConnectionResult(ConnectionKey Key, long BytesSent, long BytesReceived, bool IsIntact, bool WasConnected, TcpFailure Failure);
