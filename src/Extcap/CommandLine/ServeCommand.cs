using System.CommandLine;
using Extcap.Serving;
using TcpEngine;

namespace Extcap.CommandLine;

/// <summary><c>tcpengine serve</c>: a live endpoint on a TUN device.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        EndpointArguments endpoint = new();
        Option<ushort> port = new("--port") { Description = "The port to listen on.", HelpName = "P", Required = true };
        Option<string?> file = new("--file") { Description = "Serve this file over HTTP: GET gives it, PUT and POST take an upload and answer with its hash.", HelpName = "F" };
        Option<bool> echo = new("--echo") { Description = "Send back what comes in." };
        Option<bool> discard = new("--discard") { Description = "Throw away what comes in, and print its length and hash." };
        Option<int> fastOpen = new("--fast-open")
        {
            Description = "Take data in SYNs with a cookie: of so many connections at a time whose handshake is not over. A request may then come twice (RFC 7413).",
            HelpName = "N",
        };
        fastOpen.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() is < 0 or > 1_000_000)
            {
                given.AddError("--fast-open takes a number from 0 to 1,000,000.");
            }
        });
        Command command = new("serve", "Runs an endpoint on a TUN device. Watch it with Wireshark's interface tcpengine-live.") { port, file, echo, discard, fastOpen };
        endpoint.AddTo(command);
        command.SetAction(result =>
        {
            Func<ITcpApplication> service = ChooseService(result.GetValue(file), result.GetValue(echo), result.GetValue(discard));
            Serve(endpoint.Read(result), service, result.GetRequiredValue(port), result.GetValue(fastOpen));
            return 0;
        });
        return command;
    }

    private static Func<ITcpApplication> ChooseService(string? file, bool echo, bool discard)
    {
        if ((file is null ? 0 : 1) + (echo ? 1 : 0) + (discard ? 1 : 0) != 1)
        {
            throw new UserErrorException("What shall it serve? Give one of --file F, --echo and --discard.", UserErrorException.Usage);
        }

        if (file is null)
        {
            return echo ? () => new EchoService() : () => new DiscardService(Console.Out);
        }

        FileInfo info = new(file);
        return info.Exists ? () => new HttpFileService(info) : throw new UserErrorException($"There is no file '{file}'.");
    }

    private static void Serve(EndpointSettings settings, Func<ITcpApplication> service, ushort port, int fastOpenLimit)
    {
        using StopSignals stop = new();
        using RunningEndpoint endpoint = new(settings);
        TcpEndpoint local = new(settings.Address.Address, port);
        endpoint.Host.Stack.Listen(local, _ => service(), endpoint.Host.Now).FastOpenLimit = fastOpenLimit;
        Console.WriteLine($"Serving on {local}, device {settings.Tun}. Watch it: wireshark -k -i tcpengine-live. Ctrl-C ends it.");
        endpoint.Run(stop.Token);
        Console.WriteLine(endpoint.Summary);
    }
}
