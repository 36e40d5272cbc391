namespace TcpEngine;

/// <summary>Finds the way from each node to each host: over the fewest links, and of several such over those that were made first.</summary>
internal static class ShortestRoutes
{
    /// <summary>Fills in the routes of every node.</summary>
    public static void Fill(IReadOnlyList<SimulatedNode> nodes)
    {
        foreach (SimulatedNode node in nodes)
        {
            node.Routes.Clear();
            Fill(node);
        }
    }

    private static void Fill(SimulatedNode start)
    {
        HashSet<SimulatedNode> seen = [start];
        Queue<(SimulatedNode Node, SimulatedLink First)> next = new();
        foreach (SimulatedLink link in start.Links)
        {
            Visit(link, link);
        }

        while (next.TryDequeue(out (SimulatedNode Node, SimulatedLink First) reached))
        {
            foreach (SimulatedLink link in reached.Node is SimulatedRouter ? reached.Node.Links : [])
            {
                Visit(link, reached.First);
            }
        }

        void Visit(SimulatedLink link, SimulatedLink first)
        {
            if (!seen.Add(link.To))
            {
                return;
            }

            foreach (IpAddress address in link.To is SimulatedHost host ? host.Addresses : ((SimulatedRouter)link.To).Addresses)
            {
                start.Routes.TryAdd(address, first);
            }

            next.Enqueue((link.To, first));
        }
    }
}
