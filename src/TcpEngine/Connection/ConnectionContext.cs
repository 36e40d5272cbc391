namespace TcpEngine;

/// <summary>What the connections of a stack share.</summary>
/// <param name="EndpointName">The endpoint's name, for the observer.</param>
/// <param name="Observer">Who is told; null for nobody.</param>
/// <param name="Memory">What each has some of.</param>
internal sealed record ConnectionContext(string EndpointName, IEngineObserver? Observer, ConnectionMemory Memory);
