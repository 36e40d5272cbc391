using System.CommandLine;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Capture.Annotating;
using Extcap.Lab;
using Extcap.Live;
using Extcap.Serving;
using TcpEngine;

namespace Extcap.CommandLine;

/// <summary><c>tcpengine serve</c>: a live endpoint on a TUN device.</summary>
internal static class ServeCommand
{
    private static readonly Duration DrainLimit = Duration.FromMilliseconds(200);

    public static Command Create()
    {
        Option<string> tun = new("--tun") { Description = "The TUN device; it is made where it does not exist.", HelpName = "NAME", Required = true };
        Option<string> address = new("--address") { Description = "The endpoint's address, and the prefix that the device leads to.", HelpName = "A/PREFIX", Required = true };
        Option<ushort> port = new("--port") { Description = "The port to listen on.", HelpName = "P", Required = true };
        Option<string?> file = new("--file") { Description = "Serve this file over HTTP: GET gives it, PUT and POST take an upload and answer with its hash.", HelpName = "F" };
        Option<bool> echo = new("--echo") { Description = "Send back what comes in." };
        Option<bool> discard = new("--discard") { Description = "Throw away what comes in, and print its length and hash." };
        Option<string?> write = new("--write", "-w") { Description = "Write the annotated capture to this file too.", HelpName = "FILE" };
        Dictionary<string, Option<string?>> network = new()
        {
            ["loss"] = new("--loss") { Description = "How many of 100 packets are lost, each way.", HelpName = "PERCENT" },
            ["delay"] = new("--delay") { Description = "How much longer packets travel, each way.", HelpName = "MS" },
            ["jitter"] = new("--jitter") { Description = "How much longer than that a packet may travel, at random.", HelpName = "MS" },
            ["reordering"] = new("--reordering") { Description = "How many of 100 packets are held back, and overtaken, each way.", HelpName = "PERCENT" },
            ["duplication"] = new("--duplication") { Description = "How many of 100 packets come twice, each way.", HelpName = "PERCENT" },
            ["corruption"] = new("--corruption") { Description = "Of how many of 100 packets a bit is flipped, each way.", HelpName = "PERCENT" },
        };
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
        Option<string?> keys = new("--keys") { Description = "Sign segments, and drop what the peer has not signed: keys of TCP-AO (RFC 5925) and for MD5 signatures (RFC 2385), from a file that others cannot read.", HelpName = "FILE" };
        Command command = new("serve", "Runs an endpoint on a TUN device. Watch it with Wireshark's interface tcpengine-live.")
        {
            tun, address, port, file, echo, discard, write, fastOpen, keys,
        };
        foreach (Option<string?> option in network.Values)
        {
            command.Add(option);
        }

        command.SetAction(result =>
        {
            Func<ITcpApplication> service = ChooseService(result.GetValue(file), result.GetValue(echo), result.GetValue(discard));
            EndpointAddress endpoint = EndpointAddress.Parse(result.GetRequiredValue(address));
            ScenarioSettings link = LabSettings.Parse(setting => network.TryGetValue(setting, out Option<string?>? option) ? result.GetValue(option) : null);
            TcpConnectionOptions connections = result.GetValue(keys) is { } keyFile ? TcpConnectionOptions.Default with { Keys = KeyFile.Read(keyFile) } : TcpConnectionOptions.Default;
            ServedPort served = new(result.GetRequiredValue(port), service, result.GetValue(fastOpen));
            Serve(result.GetRequiredValue(tun), endpoint, served, connections, link, result.GetValue(write));
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

    private static void Serve(string tun, EndpointAddress address, ServedPort served, TcpConnectionOptions connections, ScenarioSettings link, string? path)
    {
        using CancellationTokenSource stop = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using TunDevice device = OpenDevice(tun, address);
        IPacketDevice network = link == new ScenarioSettings() ? device : new ImpairedDevice(device, link.Apply(new LinkSettings { Delay = Duration.Zero }), new RandomSource(RandomSeed()));
        using CaptureFile? file = path is null ? null : CaptureFile.Create(path);
        AnnotatedCaptureWriter? writer = file?.Begin(tun, $"The endpoint {address.Address}", PacketFrames.SentAndReceived);
        using LiveFeed feed = LiveFeed.Open(tun);
        TcpStackOptions options = new() { Name = tun, Addresses = [address.Address], Secret = RandomSeed(), Mtu = device.Mtu, Connections = connections };
        TcpStack stack = new(options, writer is null ? feed : new CompositeObserver(writer, feed));
        TunHost host = new(stack, network);
        TcpEndpoint local = new(address.Address, served.Port);
        try
        {
            stack.Listen(local, _ => served.Service(), host.Now).FastOpenLimit = served.FastOpenLimit;
            Console.WriteLine($"Serving on {local}, device {tun}. Watch it: wireshark -k -i tcpengine-live. Ctrl-C ends it.");
            host.Run(stop.Token);
            stack.AbortAll(host.Now);
            host.Drain(DrainLimit);
            writer?.Finish();
        }
        catch (TunException exception)
        {
            throw new UserErrorException(exception.Message);
        }
        catch (IOException exception) when (file is not null)
        {
            throw file.Failure(exception);
        }

        TcpStatistics counted = stack.Statistics;
        Console.WriteLine($"{counted.PassiveOpens} connections, {counted.InSegs} packets in, {counted.OutSegs} out, {counted.InErrs} malformed or damaged, {counted.InDiscards} not for this endpoint.");

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static TunDevice OpenDevice(string name, EndpointAddress address)
    {
        try
        {
            return TunDevice.Open(name, address.KernelAddress, address.PrefixLength);
        }
        catch (TunException exception)
        {
            throw new UserErrorException(exception.Message);
        }
    }

    private static ulong RandomSeed() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>What is served, and where.</summary>
    private sealed record ServedPort(ushort Port, Func<ITcpApplication> Service, int FastOpenLimit);
}
