using System.Diagnostics;
using System.Globalization;
using Shared;

namespace Extcap.Tests.Linux;

/// <summary><c>tcpengine serve</c> in a namespace, and, where it is wanted, the real tshark that records <c>tcpengine-live</c>.</summary>
internal sealed class LiveEndpoint : IDisposable
{
    public const string Address = "10.9.0.2";

    private readonly Process _serve;
    private readonly string _home;
    private Process? _tshark;

    public LiveEndpoint(NetworkNamespace host, string home, params string[] arguments)
    {
        _home = home;
        Device = $"tcpe{Guid.NewGuid().ToString("N")[..6]}";
        _serve = host.Start(ProgramUnderTest.Path, null, ["serve", "--tun", Device, "--address", $"{Address}/24", "--port", "80", .. arguments]);
        FirstLine = _serve.StandardOutput.ReadLine() ?? _serve.StandardError.ReadToEnd();
        Assert.StartsWith("Serving on", FirstLine, StringComparison.Ordinal);
    }

    public string Device { get; }

    public string FirstLine { get; }

    /// <summary>Starts recording, and waits until the capture runs.</summary>
    public void Record(string file)
    {
        _tshark = ExternalProgram.Start("tshark", ["-i", "tcpengine-live", "-o", $"extcap.tcpengine_live.endpoint:{Device}", "-w", file, "-q"], _home);
        Stopwatch clock = Stopwatch.StartNew();
        while (!File.Exists(file) || new FileInfo(file).Length == 0)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20) && !_tshark.HasExited, "tshark records nothing");
            Thread.Sleep(50);
        }
    }

    /// <summary>Ends the endpoint, and with it the recording.</summary>
    /// <returns>What the endpoint printed.</returns>
    public string Stop()
    {
        // `ip netns exec` becomes the program that it runs: no process stands between.
        Assert.Equal(0, ExternalProgram.Run("kill", ["-TERM", _serve.Id.ToString(CultureInfo.InvariantCulture)]).ExitCode);
        Assert.True(_serve.WaitForExit(10_000));
        string printed = _serve.StandardOutput.ReadToEnd();
        Assert.Equal("", _serve.StandardError.ReadToEnd());
        Assert.Equal(0, _serve.ExitCode);
        if (_tshark is not null)
        {
            Assert.True(_tshark.WaitForExit(60_000), "tshark did not end with the endpoint");
        }

        return printed;
    }

    public void Dispose()
    {
        if (!_serve.HasExited)
        {
            _serve.Kill(entireProcessTree: true);
        }

        if (_tshark is { HasExited: false })
        {
            _tshark.Kill(entireProcessTree: true);
        }

        _serve.Dispose();
        _tshark?.Dispose();
    }
}
