namespace TcpEngine.Drill;

/// <summary>A script cannot be played: it is not in the language, or asks for something that the engine or the interpreter does not have.</summary>
public sealed class DrillScriptException(SourcePosition position, string message) : Exception(message)
{
    /// <summary>Where in the script.</summary>
    public SourcePosition Position { get; } = position;
}
