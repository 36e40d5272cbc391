using System.CommandLine;
using Capture.Annotating;
using Extcap.Lab;
using TcpEngine;

namespace Extcap.CommandLine;

/// <summary><c>tcpengine lab</c>: plays a scenario, draws it, and writes it down.</summary>
internal static class LabCommand
{
    public static Command Create()
    {
        Argument<string?> scenario = new("SCENARIO") { Description = "What to play: a name, or a file FILE.yaml; without it the scenarios are listed.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> write = new("--write", "-w") { Description = "Write the annotated capture to this file, - for standard output.", HelpName = "FILE" };
        Option<bool> all = new("--all") { Description = "Draw every segment, of long transfers too." };
        Dictionary<string, Option<string?>> settings = LabSetting.All.ToDictionary(setting => setting.Name, setting => new Option<string?>("--" + setting.Name) { Description = setting.Description, HelpName = setting.Value });
        Command command = new("lab", "Plays a scenario in the simulator and draws it as a ladder.") { scenario, write, all };
        foreach (Option<string?> setting in settings.Values)
        {
            command.Add(setting);
        }

        command.SetAction(result =>
        {
            if (result.GetValue(scenario) is not { } name)
            {
                List();
                return 0;
            }

            return Play(name, LabSettings.Parse(setting => result.GetValue(settings[setting])), result.GetValue(write), result.GetValue(all));
        });
        return command;
    }

    private static void List()
    {
        Console.WriteLine("Scenarios: tcpengine lab SCENARIO plays one. A file is one of your own: tcpengine lab FILE.yaml.");
        Console.WriteLine();
        foreach (ScenarioTopic topic in ScenarioCatalog.Topics)
        {
            Console.WriteLine($"{topic.Title}:");
            foreach (Scenario scenario in topic.Scenarios)
            {
                Console.WriteLine($"  {scenario.Name,-25} {scenario.Title}");
            }

            Console.WriteLine();
        }
    }

    private static int Play(string name, ScenarioSettings settings, string? path, bool isWhole)
    {
        Scenario scenario = LabSettings.FindScenario(name);
        if (path is null)
        {
            Draw(scenario, settings, isWhole, null);
            return 0;
        }

        using CaptureFile file = CaptureFile.Create(path);
        AnnotatedCaptureWriter writer = file.Begin("tcpengine-lab", $"The scenario {scenario.Name}", PacketFrames.Sent);
        file.Guard(() =>
        {
            if (path == "-")
            {
                LabSettings.Play(scenario, settings, writer);
            }
            else
            {
                Draw(scenario, settings, isWhole, writer);
            }

            writer.Finish();
        });
        if (path != "-")
        {
            Console.WriteLine($"{writer.FrameCount} frames written to {path}");
        }

        return 0;
    }

    private static void Draw(Scenario scenario, ScenarioSettings settings, bool isWhole, AnnotatedCaptureWriter? writer)
    {
        Ladder ladder = new(Console.Out, isWhole);
        ladder.Begin(scenario);
        ScenarioResult result = LabSettings.Play(scenario, settings, writer is null ? ladder : new CompositeObserver(writer, ladder));
        ladder.End(result);
    }
}
