namespace TcpEngine.Drill;

/// <summary>What a file descriptor stands for.</summary>
internal abstract class Descriptor
{
    /// <summary>O_NONBLOCK.</summary>
    public bool IsNonBlocking { get; set; }

    /// <summary>Counts what happened, for edge-triggered epoll.</summary>
    public int Activity { get; protected set; }

    /// <summary>The poll events that are there now.</summary>
    public abstract long Readiness { get; }
}
