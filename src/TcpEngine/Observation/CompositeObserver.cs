namespace TcpEngine;

/// <summary>Tells several observers, in their order.</summary>
public sealed class CompositeObserver(params IReadOnlyList<IEngineObserver> observers) : IEngineObserver
{
    /// <inheritdoc/>
    public void Observe(in EngineEvent e)
    {
        for (int i = 0; i < observers.Count; i++)
        {
            observers[i].Observe(e);
        }
    }
}
