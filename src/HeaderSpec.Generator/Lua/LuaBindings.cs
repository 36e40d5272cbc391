namespace HeaderSpec.Lua;

/// <summary>Where Wireshark shall look for the protocol by itself. Empty for nowhere: it can be chosen with <i>Decode As</i> in any case.</summary>
internal sealed record LuaBindings(IReadOnlyList<int> UdpPorts, IReadOnlyList<int> TcpPorts, IReadOnlyList<int> EtherTypes, IReadOnlyList<int> IpProtocols)
{
    public static readonly LuaBindings None = new([], [], [], []);

    /// <summary>Wireshark's dissector tables, and the values to register in each.</summary>
    public IEnumerable<(string Table, IReadOnlyList<int> Values)> Tables => [("udp.port", UdpPorts), ("tcp.port", TcpPorts), ("ethertype", EtherTypes), ("ip.proto", IpProtocols)];
}
