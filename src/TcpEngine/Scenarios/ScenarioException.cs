namespace TcpEngine;

/// <summary>A step of a scenario cannot be taken: the message says which, when, and why.</summary>
public sealed class ScenarioException(string message, Exception cause) : Exception(message, cause);
