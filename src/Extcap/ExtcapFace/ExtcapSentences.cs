using System.Globalization;
using Extcap.Lab;
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

    /// <summary>The interface that tells what a capture of other endpoints shows.</summary>
    public const string ObserveInterface = "tcpengine-observe";

    /// <summary>The scenario that is played when none is chosen.</summary>
    public const string DefaultScenario = "close";

    public static IEnumerable<string> Interfaces() =>
    [
        $"extcap {{version={ProductVersion.Text}}}{{display=TCP engine}}",
        $"interface {{value={LabInterface}}}{{display=TCP engine: a scenario in the simulator}}",
        $"interface {{value={LiveInterface}}}{{display=TCP engine: a running endpoint}}",
        $"interface {{value={ObserveInterface}}}{{display=TCP engine: a capture of other endpoints}}",
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

        yield return "arg {number=1}{call=--file}{display=Or a file of your own}{tooltip=A scenario in YAML; it goes before the one above}{type=fileselect}{mustexist=true}{fileext=Scenarios (*.yaml *.yml)}";
        int number = 2;
        foreach (LabSetting setting in LabSetting.All)
        {
            string tooltip = $"{setting.Description.TrimEnd('.')}. Empty: as the scenario has it";
            string type = setting.Choices.Length > 0 ? "selector" : setting.Name == "seed" ? "string" : "double";
            yield return string.Create(CultureInfo.InvariantCulture, $"arg {{number={number}}}{{call=--{setting.Name}}}{{display={setting.Label}}}{{tooltip={tooltip}}}{{type={type}}}");
            foreach (string choice in setting.Choices.Length > 0 ? [LabSetting.Unchanged, .. setting.Choices] : setting.Choices)
            {
                bool isUnchanged = choice == LabSetting.Unchanged;
                yield return string.Create(CultureInfo.InvariantCulture, $"value {{arg={number}}}{{value={choice}}}{{display={(isUnchanged ? "as the scenario has it" : choice)}}}{{default={(isUnchanged ? "true" : "false")}}}");
            }

            number++;
        }
    }

    public static IEnumerable<string> LiveConfiguration()
    {
        yield return "arg {number=0}{call=--endpoint}{display=Endpoint}{tooltip=Which running endpoint to watch: tcpengine serve starts one}{type=selector}{reload=true}{placeholder=Look again}";
        foreach (string value in LiveEndpoints())
        {
            yield return value;
        }
    }

    public static IEnumerable<string> ObserveConfiguration() =>
    [
        "arg {number=0}{call=--file}{display=Capture}{tooltip=pcap or pcapng, as it is or in gzip}{type=fileselect}{mustexist=true}{required=true}{fileext=Captures (*.pcap *.pcapng *.cap *.gz)}",
        "arg {number=1}{call=--keylog}{display=TLS secrets}{tooltip=The file that SSLKEYLOGFILE named when the capture was taken: then the plain text is shown}{type=fileselect}{mustexist=true}",
    ];

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
