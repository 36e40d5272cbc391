using TcpEngine;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Extcap.Lab.Files;

/// <summary>Reads a scenario from YAML.</summary>
internal static class ScenarioFile
{
    /// <summary>Whether a scenario's name is that of a file.</summary>
    public static bool IsMeant(string name) => name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserErrorException">It cannot be read, or something in it is wrong: the message says what, and where.</exception>
    public static Scenario Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), Path.GetFileNameWithoutExtension(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{path}' cannot be read: {UserErrorException.OneLine(exception)}", UserErrorException.Usage);
        }
        catch (ScenarioFileException exception)
        {
            throw new UserErrorException($"{path}:{exception.Line}:{exception.Column}: {exception.Message}", UserErrorException.Usage);
        }
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What the scenario is called, if the file does not say.</param>
    /// <exception cref="ScenarioFileException">Something in it is wrong.</exception>
    public static Scenario Parse(string text, string name)
    {
        Fields fields = new(Root(text), "a scenario");
        TcpConnectionOptions connections = fields.Mapping("connections", "the connections' options") is { } options
            ? SettingsReader.Connections(options, TcpConnectionOptions.Default)
            : TcpConnectionOptions.Default;
        LinkSettings link = new();
        if (fields.Mapping("link", "a link's settings") is { } settings)
        {
            link = SettingsReader.Link(settings, link);
            settings.End();
        }

        List<ScenarioNode> nodes = Nodes(fields, connections);
        string[] names = [.. nodes.Select(node => node.Name)];
        string[] hosts = [.. nodes.Where(node => !node.IsRouter).Select(node => node.Name)];
        List<ScenarioLink> links = [.. fields.Sequence("links").Select(node => Link(node, names, link))];
        if (links.Count == 0)
        {
            links = nodes.Count == 2 ? [new ScenarioLink(names[0], names[1], link)] : throw new ScenarioFileException(fields.Node, "'links' is missing: with more than two hosts and routers, say who is linked to whom.");
        }

        StepReader reader = new(hosts, names, links, link, connections);
        Scenario scenario = new()
        {
            Name = fields.Text("name") ?? name,
            Title = fields.Text("title") ?? "a scenario of your own",
            Story = fields.Text("story")?.ReplaceLineEndings(" ").Trim() ?? "",
            Limit = fields.Time("limit") ?? Duration.FromSeconds(24 * 3600),
            Nodes = nodes,
            Links = links,
            Link = link,
            Connections = connections,
            Faults = [.. fields.Sequence("faults").Select(reader.Fault)],
            Steps = [.. fields.Sequence("steps").Select(reader.Step)],
        };
        fields.End();
        return scenario.Steps.Count > 0 ? scenario : throw new ScenarioFileException(fields.Node, "'steps' is missing: nobody does anything.");
    }

    /// <summary>The first document of a YAML text.</summary>
    /// <exception cref="ScenarioFileException">It is none.</exception>
    public static YamlNode Root(string text)
    {
        try
        {
            YamlStream stream = new();
            stream.Load(new StringReader(text));
            return stream.Documents.Count > 0 ? stream.Documents[0].RootNode : throw new ScenarioFileException(new Mark(0, 1, 1), "The file is empty.");
        }
        catch (InvalidOperationException)
        {
            // The scanner's own way to give up on some texts, with neither a place nor a reason.
            throw new ScenarioFileException(new Mark(0, 1, 1), "This is no YAML: a line holds characters that cannot stand there.");
        }
        catch (YamlException exception)
        {
            throw new ScenarioFileException(exception.Start, $"This is no YAML: {UserErrorException.OneLine(exception.InnerException ?? exception)}");
        }
    }

    private static List<ScenarioNode> Nodes(Fields fields, TcpConnectionOptions connections)
    {
        List<ScenarioNode> nodes = [];
        Dictionary<IpAddress, string> owners = [];
        if (fields.Mapping("hosts", "hosts with their addresses") is not { } hosts)
        {
            nodes.Add(new ScenarioNode("A", "192.0.2.1"));
            nodes.Add(new ScenarioNode("B", "192.0.2.2"));
        }
        else
        {
            nodes.AddRange(hosts.Named.Select(host => Host(host.Name, host.Key, host.Value, connections, owners)));
        }

        if (fields.Mapping("routers", "routers with their addresses") is { } routers)
        {
            foreach ((string name, YamlNode key, YamlNode value) in routers.Named)
            {
                bool isSilent = value is YamlScalarNode { Value: null or "" or "silent" };
                CheckName(name, key, nodes);
                nodes.Add(new ScenarioNode(name, isSilent ? [] : Addresses(value, name, owners)) { IsRouter = true });
            }
        }

        return nodes.Count(node => !node.IsRouter) >= 2 ? nodes : throw new ScenarioFileException(fields.Node, "A scenario has at least two hosts.");
    }

    private static ScenarioNode Host(string name, YamlNode key, YamlNode value, TcpConnectionOptions connections, Dictionary<IpAddress, string> owners)
    {
        CheckName(name, key, []);
        if (value is not YamlMappingNode)
        {
            return new ScenarioNode(name, Addresses(value, name, owners));
        }

        Fields fields = new(value, "a host");
        YamlNode addresses = fields["address"] ?? throw new ScenarioFileException(value, "'address' is missing.");
        ScenarioNode host = new(name, Addresses(addresses, name, owners))
        {
            Mtu = fields.Number("mtu", 576, ushort.MaxValue) ?? 1500,
            Connections = fields.Mapping("connections", "a host's options") is { } own ? SettingsReader.Connections(own, connections) : null,
        };
        fields.End();
        return host;
    }

    private static void CheckName(string name, YamlNode key, IReadOnlyList<ScenarioNode> others)
    {
        if (name.Length == 0 || !name.All(char.IsAsciiLetterOrDigit))
        {
            throw new ScenarioFileException(key, $"'{name}' is no name for a host or router: letters and digits only.");
        }

        if (others.Any(other => other.Name == name))
        {
            throw new ScenarioFileException(key, $"There is a '{name}' already.");
        }
    }

    private static string[] Addresses(YamlNode node, string name, Dictionary<IpAddress, string> owners)
    {
        YamlNode[] items = node is YamlSequenceNode sequence ? [.. sequence] : [node];
        foreach (YamlNode item in items)
        {
            string text = Fields.TextOf(item, "An address");
            if (!IpAddress.TryParse(text, out IpAddress address) || address.IsMulticastOrBroadcast || address.IsUnspecified)
            {
                throw new ScenarioFileException(item, $"'{text}' is no IPv4 or IPv6 address of a host.");
            }

            if (!owners.TryAdd(address, name))
            {
                throw new ScenarioFileException(item, $"'{owners[address]}' has the address {address} already.");
            }
        }

        return items.Length > 0 ? [.. items.Select(item => Fields.TextOf(item, "An address"))] : throw new ScenarioFileException(node, $"'{name}' has no address.");
    }

    private static ScenarioLink Link(YamlNode node, string[] names, LinkSettings link)
    {
        Fields fields = new(node, "a link");
        YamlNode[] ends = [.. fields.Sequence("between")];
        if (ends.Length != 2)
        {
            throw new ScenarioFileException(node, "A link is between two: between: [A, B]");
        }

        string[] ended = [.. ends.Select(end => Fields.TextOf(end, "An end"))];
        for (int i = 0; i < ends.Length; i++)
        {
            if (!names.Contains(ended[i]))
            {
                throw new ScenarioFileException(ends[i], $"There is no host or router '{ended[i]}'. There are: {string.Join(", ", names)}.");
            }
        }

        if (ended[0] == ended[1])
        {
            throw new ScenarioFileException(ends[1], $"'{ended[0]}' cannot be linked to itself.");
        }

        LinkSettings settings = SettingsReader.Link(fields, link);
        LinkSettings? back = null;
        if (fields.Mapping("back", "the way back") is { } other)
        {
            back = SettingsReader.Link(other, settings);
            other.End();
        }

        fields.End();
        return new ScenarioLink(ended[0], ended[1], settings) { Back = back };
    }
}
