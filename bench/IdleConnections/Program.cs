using System.Diagnostics;
using System.Globalization;
using TcpEngine;

// dotnet run -c Release --project bench/IdleConnections -- 1000000
//
// What an idle established connection costs: two stacks, each with that many connections to the other, open them, move a little data over each, and wait until
// everything is acknowledged. Then the live bytes of the heap are counted, and divided by the number of ends.
int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
TcpEndpoint server = new(IpAddress.Parse("10.0.0.2"), 80);
IpAddress[] addresses = [.. Enumerable.Range(0, (count / 10_000) + 1).Select(i => IpAddress.Parse($"10.1.{i / 256}.{i % 256}"))];
TcpStack client = Stack("client", addresses);
TcpStack listening = Stack("server", [server.Address]);
Quiet quiet = new();
byte[] packet = new byte[1500];
Timestamp now = new(0);

listening.Listen(new TcpEndpoint(IpAddress.AnyV4, 80), _ => quiet, now, backlog: count);
long before = LiveBytes();
Stopwatch clock = Stopwatch.StartNew();
TcpConnection[] connections = new TcpConnection[count];
for (int i = 0; i < count; i++)
{
    connections[i] = client.Connect(server, quiet, now, new TcpEndpoint(addresses[i / 10_000], 0));
    Exchange();
}

Report("opened, nothing sent");
byte[] data = new byte[10_000];
foreach (TcpConnection connection in connections)
{
    connection.Send(data, now);
    Exchange();
}

now += Duration.FromSeconds(1); // delayed acknowledgments
client.OnDeadline(now);
listening.OnDeadline(now);
Exchange();
Report($"after {data.Length:N0} bytes over each, read and acknowledged");
GC.KeepAlive(client);
GC.KeepAlive(listening);

void Exchange()
{
    bool isBusy = true;
    while (isBusy)
    {
        isBusy = false;
        for (; client.TryTransmit(now, packet, out int written); isBusy = true)
        {
            listening.Receive(packet.AsSpan(0, written), now);
        }

        for (; listening.TryTransmit(now, packet, out int written); isBusy = true)
        {
            client.Receive(packet.AsSpan(0, written), now);
        }
    }
}

void Report(string what)
{
    long established = client.Statistics.CurrEstab + listening.Statistics.CurrEstab;
    long bytes = LiveBytes() - before - (count * 8L);
    Console.WriteLine($"{what}: {established:N0} established ends, {(double)bytes / established:N0} bytes each, {clock.Elapsed.TotalSeconds:N1} s so far");
}

static TcpStack Stack(string name, IpAddress[] addresses) => new(new TcpStackOptions { Name = name, Addresses = addresses, Secret = 1 });

static long LiveBytes()
{
    GC.Collect();
    GC.WaitForPendingFinalizers();
    return GC.GetTotalMemory(forceFullCollection: true);
}

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
