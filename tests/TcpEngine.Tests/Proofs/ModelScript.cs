namespace TcpEngine.Tests.Proofs;

/// <summary>What one end of a model does, in this order.</summary>
internal enum ModelAction : byte
{
    /// <summary>OPEN, active.</summary>
    Open,

    /// <summary>SEND of one segment's data.</summary>
    Send,

    /// <summary>CLOSE.</summary>
    Close,

    /// <summary>Waits for the peer's FIN.</summary>
    AwaitEnd,

    /// <summary>Waits until nothing is on its way.</summary>
    AwaitQuiet,
}

/// <summary>A model: what both ends do; an end without <see cref="ModelAction.Open"/> listens.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="A">What the one end does.</param>
/// <param name="B">What the other end does.</param>
/// <param name="Options">How both behave.</param>
/// <param name="IsLazy">Whether both may do what comes next at any time; else they do it as soon as they can.</param>
internal sealed record ModelScript(string Name, ModelAction[] A, ModelAction[] B, TcpConnectionOptions Options, bool IsLazy)
{
    public ModelAction[] Of(int end) => end == 0 ? A : B;
}
