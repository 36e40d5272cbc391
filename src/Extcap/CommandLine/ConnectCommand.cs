using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Extcap.Serving;
using TcpEngine.Sockets;

namespace Extcap.CommandLine;

/// <summary><c>tcpengine connect</c>: a connection from a live endpoint, between the terminal's input and output, as of <c>nc -N</c>.</summary>
internal static class ConnectCommand
{
    private const int LingerSeconds = 10;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    public static Command Create()
    {
        EndpointArguments endpoint = new();
        Argument<string> peer = new("PEER") { Description = "The peer's address and port: 10.9.0.1:80 or [fd00::1]:80." };
        Option<bool> wait = new("--wait") { Description = "Begin when someone watches: start Wireshark's interface tcpengine-live meanwhile." };
        Command command = new("connect", "Opens a connection from an endpoint on a TUN device: sends what it reads, and prints what comes.") { peer, wait };
        endpoint.AddTo(command);
        command.SetAction(result =>
        {
            string text = result.GetRequiredValue(peer);
            EndpointSettings settings = endpoint.Read(result);
            return IPEndPoint.TryParse(text, out IPEndPoint? remote) && remote.Port != 0
                ? Connect(settings, remote, result.GetValue(wait))
                : throw new UserErrorException($"'{text}' is no address with a port: write it as 10.9.0.1:80 or [fd00::1]:80.", UserErrorException.Usage);
        });
        return command;
    }

    private static int Connect(EndpointSettings settings, IPEndPoint remote, bool waits)
    {
        using StopSignals stop = new();
        using RunningEndpoint endpoint = new(settings);
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        Task talking = TalkAsync(endpoint, remote, waits, stop.Token);
        _ = talking.ContinueWith(_ => done.Cancel(), TaskScheduler.Default);
        endpoint.Run(done.Token);
        Console.Error.WriteLine(endpoint.Summary);
        if (stop.Token.IsCancellationRequested)
        {
            return 1;
        }

        try
        {
            talking.GetAwaiter().GetResult();
            return 0;
        }
        catch (SocketException exception)
        {
            throw new UserErrorException($"There is no connection to {remote}: {Sentence(exception)}");
        }
        catch (IOException exception) when (exception.InnerException is SocketException inner)
        {
            throw new UserErrorException($"The connection to {remote} is gone: {Sentence(inner)}");
        }
        catch (IOException exception)
        {
            throw new UserErrorException($"What came from {remote} cannot be written: {UserErrorException.OneLine(exception)}");
        }
    }

    private static async Task TalkAsync(RunningEndpoint endpoint, IPEndPoint remote, bool waits, CancellationToken stop)
    {
        await Task.Yield(); // the endpoint begins to run
        while (waits && !endpoint.IsWatched)
        {
            await Task.Delay(LookAgain, stop);
        }

        await using TcpStream stream = await endpoint.Host.ConnectAsync(remote, cancellation: stop);
        stream.LingerState = new LingerOption(enable: true, LingerSeconds);
        Console.Error.WriteLine($"Connected to {remote} from {stream.LocalEndPoint}.");
        Task sending = SendAsync(stream, stop);
        await using (Stream output = Console.OpenStandardOutput())
        {
            await stream.CopyToAsync(output, stop);
        }

        if (Console.IsInputRedirected)
        {
            await sending; // a peer that has closed may still listen; who types sees that it has
        }
    }

    // Reading the terminal cannot be cancelled: it is left behind when the program ends.
    private static Task SendAsync(TcpStream stream, CancellationToken stop) => Task.Run(async () =>
    {
        byte[] buffer = new byte[64 * 1024];
        using Stream input = Console.OpenStandardInput();
        for (int count = input.Read(buffer); count > 0; count = input.Read(buffer))
        {
            await stream.WriteAsync(buffer.AsMemory(0, count), stop);
        }

        stream.CompleteWrites();
    }, stop);

    private static string Sentence(SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "it is refused.",
        SocketError.ConnectionReset => "the peer has reset it.",
        SocketError.TimedOut => "the peer does not answer.",
        SocketError.HostUnreachable => "the peer cannot be reached.",
        SocketError.NetworkUnreachable => "no way leads there.",
        _ => UserErrorException.OneLine(exception),
    };
}
