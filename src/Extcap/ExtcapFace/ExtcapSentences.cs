using Extcap.Live;
using TcpEngine;

namespace Extcap.ExtcapFace;

/// <summary>The sentences in which an extcap program describes its interfaces and their settings.</summary>
internal static class ExtcapSentences
{
    /// <summary>The interface that plays a scenario in the simulator.</summary>
    public const string LabInterface = "tcpengine-lab";

    /// <summary>The interface that watches a running endpoint.</summary>
    public const string LiveInterface = "tcpengine-live";

    /// <summary>The scenario that is played when none is chosen.</summary>
    public const string DefaultScenario = "close";

    public static IEnumerable<string> Interfaces() =>
    [
        $"extcap {{version={ProductVersion.Text}}}{{display=TCP engine}}",
        $"interface {{value={LabInterface}}}{{display=TCP engine: a scenario in the simulator}}",
        $"interface {{value={LiveInterface}}}{{display=TCP engine: a running endpoint}}",
    ];

    public static IEnumerable<string> LinkTypes() => ["dlt {number=1}{name=EN10MB}{display=Ethernet, annotated}"];

    public static IEnumerable<string> LabConfiguration()
    {
        yield return "arg {number=0}{call=--scenario}{display=Scenario}{tooltip=What happens between A, the client, and B, the server}{type=selector}";
        foreach (Scenario scenario in ScenarioCatalog.All)
        {
            string isDefault = scenario.Name == DefaultScenario ? "true" : "false";
            yield return $"value {{arg=0}}{{value={scenario.Name}}}{{display={scenario.Name}: {scenario.Title}}}{{default={isDefault}}}";
        }

        yield return "arg {number=1}{call=--seed}{display=Seed}{tooltip=Decides everything that is random: the same seed gives the same run}{type=unsigned}{default=1}";
        yield return "arg {number=2}{call=--loss}{display=Loss (%)}{tooltip=How many of 100 packets the link loses}{type=double}{range=0,100}{default=0}";
        yield return "arg {number=3}{call=--delay}{display=Delay one way (ms)}{tooltip=How long a packet travels}{type=double}{range=0,10000}{default=10}";
    }

    public static IEnumerable<string> LiveConfiguration()
    {
        yield return "arg {number=0}{call=--endpoint}{display=Endpoint}{tooltip=Which running endpoint to watch: tcpengine serve starts one}{type=selector}{reload=true}{placeholder=Look again}";
        foreach (string value in LiveEndpoints())
        {
            yield return value;
        }
    }

    public static IEnumerable<string> Reload(string name, string option) => name == LiveInterface && option == "endpoint" ? LiveEndpoints() : [];

    private static IEnumerable<string> LiveEndpoints()
    {
        yield return "value {arg=0}{value=any}{display=The one that is running}{default=true}";
        foreach (string endpoint in LiveDirectory.Endpoints())
        {
            yield return $"value {{arg=0}}{{value={endpoint}}}{{display={endpoint}}}{{default=false}}";
        }
    }
}
