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
        Option<string?> loss = new("--loss") { Description = "How many of 100 packets are lost, each way.", HelpName = "PERCENT" };
        Option<string?> delay = new("--delay") { Description = "How much longer packets travel, each way.", HelpName = "MS" };
        Command command = new("serve", "Runs an endpoint on a TUN device. Watch it with Wireshark's interface tcpengine-live.") { tun, address, port, file, echo, discard, write, loss, delay };
        command.SetAction(result =>
        {
            Func<ITcpApplication> service = ChooseService(result.GetValue(file), result.GetValue(echo), result.GetValue(discard));
            EndpointAddress endpoint = EndpointAddress.Parse(result.GetRequiredValue(address));
            ScenarioSettings link = LabSettings.Parse(setting => setting switch
            {
                "loss" => result.GetValue(loss),
                "delay" => result.GetValue(delay),
                _ => null,
            });
            Serve(result.GetRequiredValue(tun), endpoint, result.GetRequiredValue(port), service, link, result.GetValue(write));
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

    private static void Serve(string tun, EndpointAddress address, ushort port, Func<ITcpApplication> service, ScenarioSettings link, string? path)
    {
        using CancellationTokenSource stop = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using TunDevice device = OpenDevice(tun, address);
        IPacketDevice network = link.Loss > 0 || link.Delay > Duration.Zero
            ? new ImpairedDevice(device, link.Loss ?? 0, link.Delay ?? Duration.Zero, new RandomSource(RandomSeed()))
            : device;
        using CaptureFile? file = path is null ? null : CaptureFile.Create(path);
        AnnotatedCaptureWriter? writer = file?.Begin(tun, $"The endpoint {address.Address}", PacketFrames.SentAndReceived);
        using LiveFeed feed = LiveFeed.Open(tun);
        TcpStackOptions options = new() { Name = tun, Addresses = [address.Address], Secret = RandomSeed(), Mtu = device.Mtu };
        TcpStack stack = new(options, writer is null ? feed : new CompositeObserver(writer, feed));
        TunHost host = new(stack, network);
        TcpEndpoint local = new(address.Address, port);
        try
        {
            stack.Listen(local, _ => service(), host.Now);
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
}
