using System.CommandLine;
using Extcap.Lab;
using Extcap.Serving;
using TcpEngine;

namespace Extcap.CommandLine;

/// <summary>What every command takes that runs a live endpoint.</summary>
internal sealed class EndpointArguments
{
    private readonly Option<string> _tun = new("--tun") { Description = "The TUN device; it is made where it does not exist.", HelpName = "NAME", Required = true };

    private readonly Option<string> _address = new("--address") { Description = "The endpoint's address, and the prefix that the device leads to.", HelpName = "A/PREFIX", Required = true };

    private readonly Option<string?> _write = new("--write", "-w") { Description = "Write the annotated capture to this file too.", HelpName = "FILE" };

    private readonly Option<string?> _keys = new("--keys")
    {
        Description = "Sign segments, and drop what the peer has not signed: keys of TCP-AO (RFC 5925) and for MD5 signatures (RFC 2385), from a file that others cannot read.",
        HelpName = "FILE",
    };

    private readonly Dictionary<string, Option<string?>> _settings = new()
    {
        ["loss"] = new("--loss") { Description = "How many of 100 packets are lost, each way.", HelpName = "PERCENT" },
        ["delay"] = new("--delay") { Description = "How much longer packets travel, each way.", HelpName = "MS" },
        ["jitter"] = new("--jitter") { Description = "How much longer than that a packet may travel, at random.", HelpName = "MS" },
        ["reordering"] = new("--reordering") { Description = "How many of 100 packets are held back, and overtaken, each way.", HelpName = "PERCENT" },
        ["duplication"] = new("--duplication") { Description = "How many of 100 packets come twice, each way.", HelpName = "PERCENT" },
        ["corruption"] = new("--corruption") { Description = "Of how many of 100 packets a bit is flipped, each way.", HelpName = "PERCENT" },
        ["congestion"] = new("--congestion") { Description = "The congestion control of its connections. Default cubic.", HelpName = "cubic|newreno" },
        ["ecn"] = new("--ecn") { Description = "Whether its connections ask for ECN, and with accurate feedback.", HelpName = "on|accurate|off" },
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_tun, _address, _write, _keys, .. _settings.Values])
        {
            command.Add(option);
        }
    }

    /// <summary>Reads what was given.</summary>
    /// <exception cref="UserErrorException">A value cannot be read, or is out of range; or the file of keys is wrong.</exception>
    public EndpointSettings Read(ParseResult result)
    {
        ScenarioSettings given = LabSettings.Parse(setting => _settings.TryGetValue(setting, out Option<string?>? option) ? result.GetValue(option) : null);
        TcpConnectionOptions connections = TcpConnectionOptions.Default;
        connections = connections with
        {
            CongestionControl = given.CongestionControl ?? connections.CongestionControl,
            Ecn = given.Ecn ?? connections.Ecn,
            Keys = result.GetValue(_keys) is { } keys ? KeyFile.Read(keys) : connections.Keys,
        };
        return new EndpointSettings(result.GetRequiredValue(_tun), EndpointAddress.Parse(result.GetRequiredValue(_address)), connections, given, result.GetValue(_write));
    }
}
