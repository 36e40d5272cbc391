using System.CommandLine;
using System.Text;
using Capture.Reading;
using Extcap.Dissecting;

namespace Extcap.CommandLine;

/// <summary><c>tcpengine dissect</c>: shows the headers of a capture's packets.</summary>
internal static class DissectCommand
{
    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "The capture: pcap or pcapng, as it is or in gzip; - for standard input." };
        Option<bool> json = new("--json") { Description = "Write a line of JSON for each packet, with all fields by their names in Wireshark." };
        Option<bool> roundTrip = new("--round-trip") { Description = "Write each packet again from its fields, and count those that are the same: 1 is the exit code where one is not." };
        Command command = new("dissect", "Shows the headers of a capture's packets.") { file, json, roundTrip };
        command.SetAction(result => Dissect(result.GetRequiredValue(file), result.GetValue(json), result.GetValue(roundTrip)));
        return command;
    }

    private static int Dissect(string path, bool isJson, bool isRoundTrip)
    {
        if (isJson && isRoundTrip)
        {
            throw new UserErrorException("--json shows the packets and --round-trip counts them: give one of them.", UserErrorException.Usage);
        }

        using Stream input = InputFile.Open(path);
        try
        {
            using Stream output = StandardOutput.Open();
            (CaptureError error, int exitCode) = isJson ? ShowJson(input, output) : ShowText(input, output, isRoundTrip);
            output.Flush();
            return error.IsNone ? exitCode : throw new UserErrorException($"{path}: {error}", UserErrorException.Usage);
        }
        catch (IOException exception) when (StandardOutput.IsClosed(exception))
        {
            return 0;
        }
        catch (IOException exception)
        {
            throw new UserErrorException($"{path}: {UserErrorException.OneLine(exception)}", UserErrorException.Usage);
        }
    }

    private static (CaptureError Error, int ExitCode) ShowJson(Stream input, Stream output)
    {
        using JsonLine json = new(output);
        return (CapturePackets.HandOn(input, json), 0);
    }

    private static (CaptureError Error, int ExitCode) ShowText(Stream input, Stream output, bool isRoundTrip)
    {
        using StreamWriter text = new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        if (!isRoundTrip)
        {
            return (CapturePackets.HandOn(input, new TextLine(text)), 0);
        }

        RoundTrip roundTrip = new(text);
        CaptureError error = CapturePackets.HandOn(input, roundTrip);
        roundTrip.Finish();
        return (error, roundTrip.Different > 0 ? 1 : 0);
    }
}
