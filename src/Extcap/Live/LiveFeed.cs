using System.Net.Sockets;
using Capture.Annotating;
using TcpEngine;

namespace Extcap.Live;

/// <summary>Offers what an endpoint does and thinks as a capture, on a Unix socket, to everyone who connects: from that moment on, and whole from its first byte.</summary>
internal sealed class LiveFeed : IEngineObserver, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly Socket _listener;
    private readonly Broadcast _broadcast = new();
    private readonly AnnotatedCaptureWriter _writer;

    private LiveFeed(string path, Socket listener, string endpoint)
    {
        _path = path;
        _listener = listener;
        _writer = new AnnotatedCaptureWriter(_broadcast, endpoint, "A running endpoint", PacketFrames.SentAndReceived);
        _writer.Flush();
        _broadcast.EndPreamble();
        new Thread(Accept) { IsBackground = true, Name = "live feed" }.Start();
    }

    /// <summary>Whether there is anybody.</summary>
    public bool IsWatched => _broadcast.HasSubscribers;

    /// <summary>Opens the feed of an endpoint.</summary>
    /// <exception cref="UserErrorException">The socket cannot be made, or the endpoint runs already.</exception>
    public static LiveFeed Open(string endpoint)
    {
        string path = LiveDirectory.SocketOf(endpoint);
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            Directory.CreateDirectory(LiveDirectory.Folder);
            if (File.Exists(path))
            {
                RequireStale(path, endpoint);
                File.Delete(path);
            }

            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen();
            LiveDirectory.GiveToUser(path);
            return new LiveFeed(path, listener, endpoint);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SocketException)
        {
            listener.Dispose();
            throw new UserErrorException($"The live feed '{path}' cannot be opened: {UserErrorException.OneLine(exception)}");
        }
    }

    /// <inheritdoc/>
    public void Observe(in EngineEvent e)
    {
        if (IsWatched)
        {
            _writer.Observe(e);
            _writer.Flush();
        }
    }

    /// <summary>Ends every subscriber's stream.</summary>
    public void Dispose()
    {
        File.Delete(_path);
        _listener.Dispose();
        _broadcast.End(Patience);
    }

    private static void RequireStale(string path, string endpoint)
    {
        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            return; // left behind by one that was killed
        }

        throw new UserErrorException($"An endpoint on '{endpoint}' runs already: end it, or choose another name with --tun.");
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                _broadcast.Add(_listener.Accept());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The feed is closed.
        }
    }
}
