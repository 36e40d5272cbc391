using System.Net.Sockets;
using Capture.Annotating;
using Extcap.Live;

namespace Extcap.ExtcapFace;

/// <summary>Captures from <c>tcpengine-live</c>: passes on what a running endpoint offers.</summary>
internal static class LiveCapture
{
    private const int ChunkSize = 256 * 1024;

    public static int Run(ExtcapArguments arguments)
    {
        using FileStream fifo = CaptureFifo.Open(arguments);
        using Socket endpoint = Connect(arguments["--endpoint"], fifo);
        byte[] chunk = new byte[ChunkSize];
        try
        {
            for (int count = endpoint.Receive(chunk); count > 0; count = endpoint.Receive(chunk))
            {
                fifo.Write(chunk, 0, count);
            }
        }
        catch (IOException)
        {
            // Wireshark has closed the pipe: the capture was stopped.
        }
        catch (SocketException)
        {
            // The endpoint was killed: what came is a whole file but for its last block.
        }

        return 0;
    }

    private static Socket Connect(string? wanted, FileStream fifo)
    {
        string problem = "No endpoint is running: start one with 'tcpengine serve --tun NAME --address ADDRESS/PREFIX --port PORT'.";
        IReadOnlyList<string> running = LiveDirectory.Endpoints();
        bool isAny = string.IsNullOrEmpty(wanted) || wanted == "any";
        if (isAny && running.Count > 1)
        {
            problem = $"Several endpoints are running: choose one of {string.Join(", ", running)} in the interface's settings.";
        }
        else if (running.Count > 0 && LiveDirectory.TryFind(isAny ? running[0] : wanted!, out string? path))
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Connect(new UnixDomainSocketEndPoint(path));
                return socket;
            }
            catch (SocketException exception)
            {
                socket.Dispose();
                problem = $"The endpoint '{Path.GetFileNameWithoutExtension(path)}' cannot be watched: {UserErrorException.OneLine(exception)}. Is it yours, and does it still run?";
            }
        }
        else if (running.Count > 0)
        {
            problem = $"There is no endpoint '{wanted}'. Running: {string.Join(", ", running)}.";
        }

        // Wireshark waits for a file on the pipe: an empty one, then the reason.
        new AnnotatedCaptureWriter(fifo, ExtcapSentences.LiveInterface, "A running endpoint", PacketFrames.SentAndReceived).Flush();
        throw new UserErrorException(problem);
    }
}
