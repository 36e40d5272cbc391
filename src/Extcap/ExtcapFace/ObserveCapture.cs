using Capture.Annotating;
using Capture.Reading;
using Extcap.CommandLine;
using Extcap.Observing;
using TcpEngine.Inference;

namespace Extcap.ExtcapFace;

/// <summary>Captures from <c>tcpengine-observe</c>: plays a recorded capture of other endpoints, annotated, into Wireshark's pipe.</summary>
internal static class ObserveCapture
{
    public static int Run(ExtcapArguments arguments)
    {
        using FileStream fifo = CaptureFifo.Open(arguments);
        try
        {
            Play(arguments["--file"] is { Length: > 0 } path ? path : null, arguments["--keylog"] is { Length: > 0 } keyLog ? keyLog : null, fifo);
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

    private static void Play(string? path, string? keyLog, FileStream fifo)
    {
        ObservedCaptureWriter? writer = null;
        try
        {
            if (path is null)
            {
                throw new UserErrorException("Which capture? Choose a file in the interface's settings.", UserErrorException.Usage);
            }

            byte[] secrets = keyLog is null ? [] : KeyLog.Read(keyLog);
            using Stream input = InputFile.Open(path);
            writer = new ObservedCaptureWriter(fifo, $"What {Path.GetFileName(path)} shows", secrets);
            writer.Flush();
            CaptureError error = new ObservedCapture(path, new TrafficObserver(), null, writer).Read(input);
            writer.Finish();
            if (!error.IsNone)
            {
                throw new UserErrorException($"{path}: {error}", UserErrorException.Usage);
            }
        }
        catch (UserErrorException) when (writer is null)
        {
            // Wireshark waits for a file on the pipe: an empty one, then the reason.
            new ObservedCaptureWriter(fifo, "No capture", default).Flush();
            throw;
        }
    }
}
