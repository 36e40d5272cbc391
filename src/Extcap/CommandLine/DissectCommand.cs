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
        Command command = new("dissect", "Shows the headers of a capture's packets.") { file, json };
        command.SetAction(result => Dissect(result.GetRequiredValue(file), result.GetValue(json)));
        return command;
    }

    private static int Dissect(string path, bool isJson)
    {
        using Stream input = Open(path);
        Stream output = StandardOutput.Open();
        try
        {
            CaptureError error = Show(input, output, isJson);
            output.Dispose();
            if (!error.IsNone)
            {
                throw new UserErrorException($"{path}: {error}", UserErrorException.Usage);
            }
        }
        catch (IOException exception) when (StandardOutput.IsClosed(exception))
        {
            return 0;
        }

        return 0;
    }

    private static CaptureError Show(Stream input, Stream output, bool isJson)
    {
        if (isJson)
        {
            using JsonLine json = new(output);
            return CapturePackets.HandOn(input, json);
        }

        using StreamWriter text = new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        return CapturePackets.HandOn(input, new TextLine(text));
    }

    private static Stream Open(string path)
    {
        try
        {
            return path == "-"
                ? Console.OpenStandardInput()
                : new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan, Share = FileShare.ReadWrite });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{path}' cannot be read: {UserErrorException.OneLine(exception)}", UserErrorException.Usage);
        }
    }
}
