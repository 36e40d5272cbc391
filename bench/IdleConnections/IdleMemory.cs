using System.Diagnostics;
using TcpEngine;

namespace IdleConnections;

/// <summary>
/// Two stacks with connections to each other: they open them, move data over each both ways, and wait until all is acknowledged. Then the live bytes of the heap are counted, and divided
/// by the number of ends. At last the clients close.
/// </summary>
internal sealed class IdleMemory
{
    private const int ConnectionsPerAddress = 10_000;
    private const int Bytes = 10_000;
    private const int Sampled = 1000; // connections whose segments are watched for allocations

    private readonly TcpStack _client;
    private readonly TcpStack _server;
    private readonly IpAddress[] _addresses;
    private readonly TcpEndpoint _remote = new(IpAddress.Parse("10.0.0.2"), 80);
    private readonly TcpConnection[] _clients;
    private readonly List<TcpConnection> _servers = [];
    private readonly byte[] _packet = new byte[1500];
    private readonly byte[] _data = new byte[Bytes];
    private readonly Stopwatch _clock = new();
    private readonly long _before;
    private long _segments;
    private Timestamp _now = new(0);

    /// <summary>Makes the stacks.</summary>
    /// <param name="count">How many connections: each has two ends.</param>
    public IdleMemory(int count)
    {
        _addresses = [.. Enumerable.Range(0, (count / ConnectionsPerAddress) + 1).Select(i => IpAddress.Parse($"10.1.{i / 256}.{i % 256}"))];
        _clients = new TcpConnection[count];
        _servers.Capacity = count;
        _before = LiveBytes();
        _client = new TcpStack(new TcpStackOptions { Name = "client", Addresses = _addresses, Secret = 1 });
        _server = new TcpStack(new TcpStackOptions { Name = "server", Addresses = [_remote.Address], Secret = 2 });
    }

    /// <summary>Runs, and prints.</summary>
    public void Report()
    {
        Quiet quiet = new();
        _server.Listen(new TcpEndpoint(IpAddress.AnyV4, 80), Accept, _now, backlog: 16);
        _clock.Start();
        for (int i = 0; i < _clients.Length; i++)
        {
            _clients[i] = _client.Connect(_remote, quiet, _now, new TcpEndpoint(_addresses[i / ConnectionsPerAddress], 0));
            Exchange();
        }

        Measure("opened, nothing sent");
        SendOverEach(_clients);
        SendOverEach(_servers);
        Measure($"after {Bytes:N0} bytes each way, read and acknowledged");
        MeasureAllocations();
        foreach (TcpConnection connection in _clients)
        {
            connection.Close(_now);
            Exchange();
        }

        foreach (TcpConnection connection in _servers)
        {
            connection.Close(_now);
            Exchange();
        }

        Array.Clear(_clients);
        _servers.Clear();
        Measure("closed: the clients' ends are in TIME-WAIT, those of the server are gone");
        GC.KeepAlive(_client);
        GC.KeepAlive(_server);

        ITcpApplication Accept(TcpConnection connection)
        {
            _servers.Add(connection);
            return quiet;
        }
    }

    private void SendOverEach(IReadOnlyList<TcpConnection> connections)
    {
        foreach (TcpConnection connection in connections)
        {
            connection.Send(_data, _now);
            Exchange();
        }

        _now += Duration.FromSeconds(1); // delayed acknowledgments
        _client.OnDeadline(_now);
        _server.OnDeadline(_now);
        Exchange();
    }

    // In steady state: each connection has been at work before, and goes from rest to work and back.
    private void MeasureAllocations()
    {
        ArraySegment<TcpConnection> some = new(_clients, 0, Math.Min(Sampled, _clients.Length));
        SendOverEach(some);
        long segments = _segments;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 10; round++)
        {
            SendOverEach(some);
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        segments = _segments - segments;
        Console.WriteLine($"{segments:N0} segments over {some.Count:N0} connections that rest in between: {(double)allocated / segments:N2} bytes allocated for each");
    }

    private void Exchange()
    {
        bool isBusy = true;
        while (isBusy)
        {
            isBusy = false;
            for (; _client.TryTransmit(_now, _packet, out int written); isBusy = true)
            {
                _segments++;
                _server.Receive(_packet.AsSpan(0, written), _now);
            }

            for (; _server.TryTransmit(_now, _packet, out int written); isBusy = true)
            {
                _segments++;
                _client.Receive(_packet.AsSpan(0, written), _now);
            }
        }
    }

    private void Measure(string what)
    {
        long ends = _client.ConnectionCount + _server.ConnectionCount;
        long lists = (_clients.Length + _servers.Capacity) * (long)IntPtr.Size;
        long bytes = LiveBytes() - _before - lists;
        Console.WriteLine($"{what}: {ends:N0} ends, {(double)bytes / ends:N0} bytes each, {_clock.Elapsed.TotalSeconds:N1} s so far");
    }

    private static long LiveBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
