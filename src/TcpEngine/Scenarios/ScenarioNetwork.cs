using TcpCodec.Building;

namespace TcpEngine;

/// <summary>The hosts and links of a scenario that is being played.</summary>
internal sealed class ScenarioNetwork
{
    private readonly Scenario _scenario;
    private readonly Simulation _simulation;
    private readonly Dictionary<string, SimulatedNode> _nodes = [];
    private readonly List<ScenarioHost> _hosts = [];

    public ScenarioNetwork(Scenario scenario, ScenarioSettings settings, Simulation simulation)
    {
        _scenario = scenario;
        _simulation = simulation;
        Settings = settings;
        foreach (ScenarioNode node in scenario.Nodes)
        {
            Add(node);
        }

        if (scenario.Links.Count == 0)
        {
            simulation.Connect(_nodes[scenario.Nodes[0].Name], _nodes[scenario.Nodes[1].Name], settings.Apply(scenario.Link), scenario.Faults);
        }

        for (int i = 0; i < scenario.Links.Count; i++)
        {
            ScenarioLink link = scenario.Links[i];
            LinkSettings there = link.Settings ?? scenario.Link;
            LinkSettings back = link.Back ?? there;
            bool isMain = i == 0;
            simulation.Connect(_nodes[link.Left], _nodes[link.Right], isMain ? settings.Apply(there) : there, scenario.Faults, isMain ? settings.Apply(back) : back);
        }
    }

    /// <summary>What the user wants changed.</summary>
    public ScenarioSettings Settings { get; }

    /// <summary>The hosts, in the scenario's order.</summary>
    public IReadOnlyList<ScenarioHost> Hosts => _hosts;

    /// <summary>A host's address, of the first family that both have.</summary>
    public IpAddress AddressOf(string host, IReadOnlyList<IpAddress>? from = null)
    {
        IReadOnlyList<IpAddress> addresses = ((SimulatedHost)_nodes[host]).Addresses;
        return addresses.FirstOrDefault(address => from is null || from.Any(own => own.IsV6 == address.IsV6), addresses[0]);
    }

    /// <summary>The other one of the scenario's first two hosts.</summary>
    public string OtherThan(string host) => _hosts[0].Machine.Name == host ? _hosts[1].Machine.Name : _hosts[0].Machine.Name;

    /// <summary>Changes what a link does, both ways.</summary>
    public void ChangeLink(string from, string to, LinkSettings settings)
    {
        _simulation.ChangeLink(_nodes[from], _nodes[to], settings);
        _simulation.ChangeLink(_nodes[to], _nodes[from], settings);
    }

    /// <summary>Builds a forged segment; null where it needs a connection that is not there.</summary>
    public byte[]? Forge(ForgedSegment forged)
    {
        IpAddress source = AddressOf(forged.From);
        IpAddress destination = AddressOf(forged.To, [source]);
        ScenarioHost target = _hosts.Find(host => host.Machine.Name == forged.To)!;
        ConnectionKey? key = target.FindConnection(source, forged.ToPort);
        ushort port = forged.FromPort != 0 ? forged.FromPort : key?.Remote.Port ?? 0;
        TcpConnection? connection = key is { } found ? target.Machine.Stack.FindConnection(found) : null;
        bool needsConnection = forged.FromPort == 0 || forged.Sequence.Base != ForgedNumberBase.Absolute || forged.Acknowledgment.Base != ForgedNumberBase.Absolute;
        if (needsConnection && connection is null)
        {
            return null;
        }

        ConnectionSnapshot snapshot = connection?.TakeSnapshot() ?? default;
        byte[] data = new byte[forged.Bytes];
        data.AsSpan().Fill((byte)'!');
        PacketBuilder packet = source.IsV6 ? new PacketBuilder().Ipv6(source.ToString(), destination.ToString()) : new PacketBuilder().Ipv4(source.ToString(), destination.ToString());
        return packet
            .Tcp(port, forged.ToPort, (ref tcp) =>
            {
                tcp.Flags = forged.Flags;
                tcp.SeqNum = Number(forged.Sequence, snapshot);
                tcp.AckNum = Number(forged.Acknowledgment, snapshot);
                tcp.Window = forged.Window;
            })
            .Data(data)
            .Build();
    }

    private static uint Number(ForgedNumber number, in ConnectionSnapshot snapshot) => unchecked((uint)number.Offset + (number.Base switch
    {
        ForgedNumberBase.Expected => snapshot.ReceiveNext.Value,
        ForgedNumberBase.Sent => snapshot.SendNext.Value,
        _ => 0,
    }));

    private void Add(ScenarioNode node)
    {
        IpAddress[] addresses = [.. node.Addresses.Select(IpAddress.Parse)];
        if (node.IsRouter)
        {
            _nodes.Add(node.Name, _simulation.AddRouter(node.Name, addresses));
            return;
        }

        SimulatedHost machine = _simulation.AddHost(node.Name, addresses, Settings.Apply(node.Connections ?? _scenario.Connections), node.Mtu);
        _nodes.Add(node.Name, machine);
        _hosts.Add(new ScenarioHost(_simulation, this, machine, _scenario.Steps));
    }
}
