using Capture.Annotating;
using Extcap.Lab;
using TcpEngine;

namespace Extcap.ExtcapFace;

/// <summary>Captures from <c>tcpengine-lab</c>: plays a scenario into Wireshark's pipe.</summary>
internal static class LabCapture
{
    public static int Run(ExtcapArguments arguments)
    {
        using FileStream fifo = CaptureFifo.Open(arguments);
        try
        {
            AnnotatedCaptureWriter writer = new(fifo, ExtcapSentences.LabInterface, "A scenario in the simulator", PacketFrames.Sent);
            writer.Flush();
            Scenario scenario = LabSettings.FindScenario(arguments["--file"] is { Length: > 0 } file ? file : arguments["--scenario"] ?? ExtcapSentences.DefaultScenario);
            ScenarioSettings settings = LabSettings.Parse(setting => arguments["--" + setting]);
            LabSettings.Play(scenario, settings, writer);
            writer.Finish();
        }
        catch (UserErrorException exception)
        {
            // Before the pipe is closed: with that the capture ends for Wireshark, and what is said later is not always heard.
            Console.Error.WriteLine(exception.Message);
            return exception.ExitCode;
        }
        catch (IOException)
        {
            // Wireshark has closed the pipe: the capture was stopped, and there is nobody left to tell.
        }

        return 0;
    }
}
