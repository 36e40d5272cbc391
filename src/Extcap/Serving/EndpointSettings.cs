using TcpEngine;

namespace Extcap.Serving;

/// <summary>Where a live endpoint is, and how it behaves.</summary>
/// <param name="Tun">The device's name, which is the endpoint's too.</param>
/// <param name="Address">Its address.</param>
/// <param name="Connections">How its connections behave.</param>
/// <param name="Network">What the network between it and the kernel does to packets.</param>
/// <param name="CapturePath">The file that its capture is written to; null for none.</param>
internal sealed record EndpointSettings(string Tun, EndpointAddress Address, TcpConnectionOptions Connections, ScenarioSettings Network, string? CapturePath);
