namespace TcpEngine;

/// <summary>
/// Is told of everything that happens in the engine, in the order in which it happens, on the engine's own thread.
/// Without an observer nothing is gathered and nothing is spent.
/// </summary>
public interface IEngineObserver
{
    /// <summary>Something happened. The event and the bytes in it are valid during the call only.</summary>
    void Observe(in EngineEvent e);
}
