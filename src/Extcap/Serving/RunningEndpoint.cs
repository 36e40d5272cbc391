using System.Security.Cryptography;
using Capture.Annotating;
using Extcap.CommandLine;
using Extcap.Live;
using TcpEngine;

namespace Extcap.Serving;

/// <summary>A stack on a TUN device, with its capture for watchers and in a file.</summary>
internal sealed class RunningEndpoint : IDisposable
{
    private static readonly Duration DrainLimit = Duration.FromMilliseconds(200);

    private readonly TunDevice _device;
    private readonly CaptureFile? _file;
    private readonly AnnotatedCaptureWriter? _writer;
    private readonly LiveFeed _feed;

    /// <summary>Opens the device, the file and the feed.</summary>
    /// <exception cref="UserErrorException">One of them cannot be opened.</exception>
    public RunningEndpoint(EndpointSettings settings)
    {
        _device = OpenDevice(settings);
        try
        {
            _file = settings.CapturePath is { } path ? CaptureFile.Create(path) : null;
            _writer = _file?.Begin(settings.Tun, $"The endpoint {settings.Address.Address}", PacketFrames.SentAndReceived);
            _feed = LiveFeed.Open(settings.Tun);
        }
        catch (UserErrorException)
        {
            _file?.Dispose();
            _device.Dispose();
            throw;
        }

        IPacketDevice network = settings.Network.Apply(new LinkSettings { Delay = Duration.Zero }) is var link && link != new LinkSettings { Delay = Duration.Zero }
            ? new ImpairedDevice(_device, link, new RandomSource(RandomSeed()))
            : _device;
        TcpStackOptions options = new() { Name = settings.Tun, Addresses = [settings.Address.Address], Secret = RandomSeed(), Mtu = _device.Mtu, Connections = settings.Connections };
        Host = new TunHost(new TcpStack(options, _writer is null ? _feed : new CompositeObserver(_writer, _feed)), network);
    }

    /// <summary>Runs the stack.</summary>
    public TunHost Host { get; }

    /// <summary>Whether anybody watches.</summary>
    public bool IsWatched => _feed.IsWatched;

    /// <summary>What was counted, in a sentence.</summary>
    public string Summary
    {
        get
        {
            TcpStatistics counted = Host.Stack.Statistics;
            return $"{counted.ActiveOpens + counted.PassiveOpens} connections, {counted.InSegs} packets in, {counted.OutSegs} out, {counted.InErrs} malformed or damaged, {counted.InDiscards} not for this endpoint.";
        }
    }

    /// <summary>Runs until it is stopped; what is open then is reset.</summary>
    /// <exception cref="UserErrorException">The device or the file failed.</exception>
    public void Run(CancellationToken stop)
    {
        try
        {
            Host.Run(stop);
            Host.Stack.AbortAll(Host.Now);
            Host.Drain(DrainLimit);
            _writer?.Finish();
        }
        catch (TunException exception)
        {
            throw new UserErrorException(exception.Message);
        }
        catch (IOException exception) when (_file is not null)
        {
            throw _file.Failure(exception);
        }
    }

    /// <summary>Ends every watcher's capture, and closes the file and the device.</summary>
    public void Dispose()
    {
        _feed.Dispose();
        _file?.Dispose();
        _device.Dispose();
    }

    private static TunDevice OpenDevice(EndpointSettings settings)
    {
        try
        {
            return TunDevice.Open(settings.Tun, settings.Address.KernelAddress, settings.Address.PrefixLength);
        }
        catch (TunException exception)
        {
            throw new UserErrorException(exception.Message);
        }
    }

    private static ulong RandomSeed() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
}
