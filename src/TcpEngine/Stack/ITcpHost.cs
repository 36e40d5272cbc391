namespace TcpEngine;

/// <summary>What a stack lives on: it calls the stack from one thread, with the real time.</summary>
public interface ITcpHost
{
    /// <summary>The stack. It is used on the host's thread only: from what was posted, or from its applications.</summary>
    TcpStack Stack { get; }

    /// <summary>Has something done on the host's thread. Any thread may call this. Once the host has stopped, nothing is done any more.</summary>
    void Post(Action<Timestamp> action);
}
