using System.Globalization;

namespace TcpEngine.Tests.Proofs;

/// <summary>Visits every state that a model can reach with so many faults, depth first, and each state once.</summary>
internal sealed class ModelCheck(ModelScript script, int faults)
{
    private const int DepthLimit = 400;
    private readonly HashSet<ulong> _visited = [];
    private readonly List<ModelWorld.Step> _path = [];

    /// <summary>How many states there are.</summary>
    public int States => _visited.Count;

    /// <summary>How many steps lead from one to another.</summary>
    public long Steps { get; private set; }

    /// <summary>In how many of them a run is over.</summary>
    public int Ends { get; private set; }

    /// <summary>Which arrows of figure 5 were taken.</summary>
    public HashSet<int> Arrows { get; } = [];

    /// <summary>Visits all.</summary>
    /// <returns>The first fault, and how to reach it; null for none.</returns>
    public string? Run()
    {
        ModelWorld start = new(script, faults);
        _visited.Add(start.Digest());
        return Visit(start);
    }

    private string? Visit(ModelWorld world)
    {
        if (_path.Count > DepthLimit)
        {
            return Describe("the run does not end", world);
        }

        List<ModelWorld.Step> steps = [];
        world.FindSteps(steps);
        if (steps.Count == 0)
        {
            Ends++;
            return world.FindFaultAtEnd() is { } wrong ? Describe(wrong, world) : null;
        }

        for (int i = 0; i < steps.Count; i++)
        {
            ModelWorld next = steps.Count == 1 ? world : world.Copy();
            _path.Add(steps[i]);
            Steps++;
            if (next.Take(steps[i], Arrows) is { } fault)
            {
                return Describe(fault, next);
            }

            if (_visited.Add(next.Digest()) && Visit(next) is { } below)
            {
                return below;
            }

            _path.RemoveAt(_path.Count - 1);
        }

        return null;
    }

    private string Describe(string fault, ModelWorld world) => string.Create(CultureInfo.InvariantCulture, $"{script.Name}: {fault}; {world}; after {string.Join(", ", _path)}");
}
