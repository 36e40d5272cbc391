namespace TcpEngine.Tests.Stack;

public sealed class ConnectionTableTests
{
    private const int Count = 5000;

    private readonly TcpStack _stack = new(new TcpStackOptions { Name = "A", Addresses = [IpAddress.Parse("192.0.2.1")], Secret = 1 });

    [Fact]
    public void Connections_are_found_by_their_keys_until_they_are_taken_out()
    {
        ConnectionTable table = new(secret: 1);
        StackEntry[] entries = [.. Enumerable.Range(1, Count).Select(i => Entry((uint)i))];
        foreach (StackEntry entry in entries)
        {
            Assert.False(table.TryFind(entry.Connection.Key, out _));
            table.Add(entry);
        }

        foreach (StackEntry entry in entries.Where(entry => entry.Order % 3 == 0))
        {
            Assert.True(table.Remove(entry));
            Assert.False(table.Remove(entry));
        }

        foreach (StackEntry entry in entries)
        {
            bool isThere = table.TryFind(entry.Connection.Key, out StackEntry? found);
            Assert.Equal((entry.Order % 3 != 0, entry.Order % 3 != 0 ? entry : null), (isThere, found));
        }

        Assert.Equal(entries.Where(entry => entry.Order % 3 != 0), table.ToArray());
    }

    [Fact]
    public void Who_does_not_know_the_secret_cannot_know_the_chain()
    {
        uint[] HashesBy(ulong secret)
        {
            ConnectionTable table = new(secret);
            return [.. Enumerable.Range(1, 64).Select(i =>
            {
                StackEntry entry = Entry((uint)i);
                table.Add(entry);
                return entry.KeyHash % 16;
            })];
        }

        Assert.Equal(HashesBy(1), HashesBy(1));
        Assert.NotEqual(HashesBy(1), HashesBy(2));
    }

    private StackEntry Entry(uint id)
    {
        TcpEndpoint local = new(IpAddress.Parse("192.0.2.1"), 80);
        TcpEndpoint remote = new(IpAddress.Parse($"198.51.{id >> 8}.{id & 255}"), (ushort)(id * 7));
        return new StackEntry(_stack) { Connection = new TcpConnection(new ConnectionKey(local, remote), id, TcpConnectionOptions.Default, 1500, default, 0, "A", null) };
    }
}
