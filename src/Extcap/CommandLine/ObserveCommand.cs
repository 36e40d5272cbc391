using System.CommandLine;
using System.Globalization;
using Capture.Annotating;
using Capture.Reading;
using Extcap.Observing;
using TcpEngine.Inference;

namespace Extcap.CommandLine;

/// <summary><c>tcpengine observe</c>: tells what a capture of other endpoints shows of their TCP connections.</summary>
internal static class ObserveCommand
{
    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "The capture: pcap or pcapng, as it is or in gzip; - for standard input." };
        Option<string?> write = new("--write", "-w") { Description = "Write the annotated capture to this file, - for standard output.", HelpName = "FILE" };
        Option<string?> keyLog = new("--keylog") { Description = "TLS secrets, as SSLKEYLOGFILE names them: they go into the annotated capture, so that Wireshark shows the plain text.", HelpName = "FILE" };
        Option<uint?> ladder = new("--ladder") { Description = "Draw this connection as a ladder; 1 is the first.", HelpName = "NUMBER" };
        Option<bool> all = new("--all") { Description = "Draw every segment, of long connections too." };
        Command command = new("observe", "Tells what a capture of other endpoints shows of their TCP connections.") { file, write, keyLog, ladder, all };
        command.SetAction(result =>
            Observe(result.GetRequiredValue(file), result.GetValue(write), result.GetValue(keyLog), result.GetValue(ladder), result.GetValue(all)));
        return command;
    }

    private static int Observe(string path, string? capturePath, string? keyLogPath, uint? ladder, bool isWhole)
    {
        if (keyLogPath is not null && capturePath is null)
        {
            throw new UserErrorException("--keylog puts secrets into the annotated capture: say with -w where that goes.", UserErrorException.Usage);
        }

        byte[] keyLog = keyLogPath is null ? [] : KeyLog.Read(keyLogPath);
        using Stream input = InputFile.Open(path);
        if (capturePath is null)
        {
            return Tell(path, input, null, ladder, isWhole);
        }

        using CaptureFile file = CaptureFile.Create(capturePath);
        int exitCode = 0;
        file.Guard(() =>
        {
            ObservedCaptureWriter writer = new(file.Stream, $"What {Path.GetFileName(path)} shows", keyLog);
            writer.Flush();
            exitCode = capturePath == "-" ? Pass(path, input, writer) : Tell(path, input, writer, ladder, isWhole);
        });
        return exitCode;
    }

    // The capture goes to standard output: then nothing else does.
    private static int Pass(string path, Stream input, ObservedCaptureWriter writer)
    {
        CaptureError error = new ObservedCapture(path, new TrafficObserver(), null, writer).Read(input);
        writer.Finish();
        return Judge(path, error);
    }

    private static int Tell(string path, Stream input, ObservedCaptureWriter? writer, uint? number, bool isWhole)
    {
        ConnectionReport report = new(Console.Out);
        ObservedLadder? ladder = number is { } wanted ? new ObservedLadder(Console.Out, wanted, isWhole) : null;
        TrafficObserver observer = new(ended: connection =>
        {
            if (number is null || number == connection.Id)
            {
                report.Write(connection);
            }
        });
        ObservedCapture capture = new(path, observer, ladder, writer);
        CaptureError error = capture.Read(input);
        writer?.Finish();
        ladder?.End();
        observer.Finish();
        string unreadable = observer.Unreadable > 0 ? string.Create(CultureInfo.InvariantCulture, $", {observer.Unreadable} with a TCP header that cannot be read") : "";
        string forgotten = observer.Forgotten > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {observer.Forgotten} were told of before their end, for want of room") : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{capture.Packets} packets, {capture.Segments} of TCP{unreadable}; {observer.Connections} connections{forgotten}"));
        if (writer is not null)
        {
            string leftOut = writer.LeftOut > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {writer.LeftOut} packets without IP left out") : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{writer.FrameCount} frames written{leftOut}"));
        }

        return Judge(path, error);
    }

    private static int Judge(string path, CaptureError error) => error.IsNone ? 0 : throw new UserErrorException($"{path}: {error}", UserErrorException.Usage);
}
