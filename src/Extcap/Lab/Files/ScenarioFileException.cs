using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Extcap.Lab.Files;

/// <summary>What is wrong with a scenario file, and where.</summary>
/// <param name="place">Where.</param>
/// <param name="message">What, as a sentence.</param>
internal sealed class ScenarioFileException(Mark place, string message) : Exception(message)
{
    public ScenarioFileException(YamlNode node, string message)
        : this(node.Start, message)
    {
    }

    /// <summary>The line, 1 for the first.</summary>
    public long Line { get; } = place.Line;

    /// <summary>The column, 1 for the first.</summary>
    public long Column { get; } = place.Column;
}
