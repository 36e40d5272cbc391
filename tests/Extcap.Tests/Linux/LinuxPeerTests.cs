using System.Globalization;
using System.Security.Cryptography;
using Extcap.Tests.Wireshark;
using Shared;

namespace Extcap.Tests.Linux;

/// <summary>Linux's TCP on one side, the engine on a TUN device on the other, and the real tshark watching.</summary>
public sealed class LinuxPeerTests(WiresharkHome home) : IClassFixture<WiresharkHome>
{
    private const int Size = 20_000_000;

    [LinuxPeerFact]
    public void Curl_downloads_20_MB_and_the_capture_tells_the_same() => Transfer(isUpload: false, loss: 0, delay: 0);

    [LinuxPeerFact]
    public void Curl_uploads_20_MB_and_the_capture_tells_the_same() => Transfer(isUpload: true, loss: 0, delay: 0);

    [LinuxPeerFact]
    public void Curl_downloads_20_MB_over_a_network_with_1_percent_loss_and_20_ms_delay() => Transfer(isUpload: false, loss: 1, delay: 20);

    [LinuxPeerFact]
    public void Curl_uploads_20_MB_over_a_network_with_1_percent_loss_and_20_ms_delay() => Transfer(isUpload: true, loss: 1, delay: 20);

    [LinuxPeerFact]
    public void A_connection_is_closed_by_nc_first()
    {
        using NetworkNamespace host = new();
        using LiveEndpoint endpoint = new(host, home.Path, "--echo");
        string capture = home.File("nc-first.pcapng");
        endpoint.Record(capture);

        ExternalProgram said = host.Run("sh", "-c", $"echo hello | nc -N -w 5 {LiveEndpoint.Address} 80");
        endpoint.Stop();

        Assert.Equal("hello\n", said.Output);
        Assert.Equal(
            ["LISTEN>SYN_RECEIVED", "SYN_RECEIVED>ESTABLISHED", "ESTABLISHED>CLOSE_WAIT", "CLOSE_WAIT>LAST_ACK", "LAST_ACK>CLOSED"],
            StateChanges(capture));
    }

    [LinuxPeerFact]
    public void A_connection_is_closed_by_the_endpoint_first()
    {
        using NetworkNamespace host = new();
        string file = home.File("small");
        File.WriteAllText(file, "hello\n");
        using LiveEndpoint endpoint = new(host, home.Path, "--file", file);
        string capture = home.File("endpoint-first.pcapng");
        endpoint.Record(capture);

        ExternalProgram said = host.Run("sh", "-c", $"printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 5 {LiveEndpoint.Address} 80");
        endpoint.Stop();

        Assert.EndsWith("\r\n\r\nhello\n", said.Output, StringComparison.Ordinal);

        // nc may answer the FIN with its own in one segment: then FIN-WAIT-2 is passed in one step (RFC 9293, section 3.10.7.4, eighth).
        string[] changes = StateChanges(capture);
        string[] ending = changes.Contains("FIN_WAIT_1>FIN_WAIT_2") ? ["FIN_WAIT_1>FIN_WAIT_2", "FIN_WAIT_2>TIME_WAIT"] : ["FIN_WAIT_1>TIME_WAIT"];
        Assert.Equal(["LISTEN>SYN_RECEIVED", "SYN_RECEIVED>ESTABLISHED", "ESTABLISHED>FIN_WAIT_1", .. ending, "TIME_WAIT>CLOSED"], changes);
    }

    [LinuxPeerFact]
    public void Malformed_and_foreign_packets_are_counted_told_and_dropped()
    {
        using NetworkNamespace host = new();
        using LiveEndpoint endpoint = new(host, home.Path, "--echo");
        string capture = home.File("foreign.pcapng");
        endpoint.Record(capture);

        host.Run("sh", "-c", $"echo ping | nc -u -w 1 {LiveEndpoint.Address} 80");
        ExternalProgram refused = host.Run("nc", "-w", "2", "-z", LiveEndpoint.Address, "81");
        ExternalProgram said = host.Run("sh", "-c", $"echo hello | nc -N -w 5 {LiveEndpoint.Address} 80");
        endpoint.Stop();

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Equal("hello\n", said.Output);
        string[] reasons = home.Tshark("-r", capture, "-Y", "tcpengine.event == \"SEGMENT_DROPPED\"", "-T", "fields", "-e", "tcpengine.reason").Lines;
        Assert.Contains("PROTOCOL_UNKNOWN", reasons);
        Assert.Contains("NO_CONNECTION", reasons);
        Assert.Empty(home.Tshark("-r", capture, "-Y", "_ws.malformed or tcpengine.malformed").Output);
    }

    [LinuxPeerFact]
    public void A_request_comes_with_the_SYN_of_the_second_curl()
    {
        using NetworkNamespace host = new();
        string file = home.File("fast");
        File.WriteAllText(file, "hello\n");
        using LiveEndpoint endpoint = new(host, home.Path, "--file", file, "--fast-open", "16");
        string capture = home.File("fast-open.pcapng");
        endpoint.Record(capture);

        for (int i = 0; i < 2; i++)
        {
            Assert.Equal("hello\n", host.Run("curl", "-sS", "--tcp-fastopen", $"http://{LiveEndpoint.Address}/").Output);
        }

        endpoint.Stop();
        string[] reasons = home.Tshark("-r", capture, "-Y", "tcp.flags.syn == 1 and tcp.flags.ack == 0", "-T", "fields", "-e", "tcpengine.reason").Lines;
        Assert.Equal(("FAST_OPEN_COOKIE_REQUESTED", "FAST_OPEN_ACCEPTED"), (reasons[0], reasons[^1])); // on a slow machine a SYN may come twice
    }

    [UnixFact]
    public void A_wrong_key_file_is_told_before_anything_is_opened()
    {
        string keys = home.File("keys.yaml");
        File.WriteAllText(keys, "- {kind: md5, peer: 10.9.0.1}\n");
        Assert.Equal(0, ExternalProgram.Run("chmod", ["600", keys]).ExitCode);

        ExternalProgram refused = ProgramUnderTest.Run("serve", "--tun", "tcpe0", "--address", "10.9.0.2/24", "--port", "80", "--echo", "--keys", keys);

        Assert.Equal((2, $"{keys}:1:3: A key is given by 'key', its text, or by 'key-hex', two hexadecimal digits for each byte.\n"), (refused.ExitCode, refused.Error));
    }

    [LinuxPeerFact]
    public void Who_has_no_key_is_not_heard()
    {
        using NetworkNamespace host = new();
        string keys = home.File("md5.yaml");
        File.WriteAllText(keys, "- {kind: md5, key: open sesame, peer: 10.9.0.1}\n");
        Assert.Equal(0, ExternalProgram.Run("chmod", ["600", keys]).ExitCode);
        using LiveEndpoint endpoint = new(host, home.Path, "--echo", "--keys", keys);
        string capture = home.File("signed.pcapng");
        endpoint.Record(capture);

        ExternalProgram unheard = host.Run("nc", "-w", "1", "-z", LiveEndpoint.Address, "80");
        endpoint.Stop();

        Assert.NotEqual(0, unheard.ExitCode);
        Assert.Contains("DIGEST_MISSING", home.Tshark("-r", capture, "-Y", "tcp.flags.syn == 1", "-T", "fields", "-e", "tcpengine.reason").Lines);
        Assert.Empty(home.Tshark("-r", capture, "-Y", "tcp.flags.reset == 1").Output);
    }

    [LinuxPeerFact]
    public void A_device_that_cannot_be_opened_says_why_and_what_to_do()
    {
        using NetworkNamespace host = new();
        ExternalProgram taken = host.Run(ProgramUnderTest.Path, "serve", "--tun", "lo", "--address", "10.9.0.2/24", "--port", "80", "--echo");
        ExternalProgram tooLong = host.Run(ProgramUnderTest.Path, "serve", "--tun", "a-name-that-is-too-long", "--address", "10.9.0.2/24", "--port", "80", "--echo");
        ExternalProgram forbidden = host.Run("setpriv", "--reuid", "65534", "--clear-groups", "--bounding-set", "-all", ProgramUnderTest.Path, "serve", "--tun", "tcpe0", "--address", "10.9.0.2/24", "--port", "80", "--echo");

        Assert.Contains("no TUN device", taken.Error, StringComparison.Ordinal);
        Assert.Contains("is no name for an interface", tooLong.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, forbidden.ExitCode);
        Assert.All([taken, tooLong], refused => Assert.Equal(1, refused.ExitCode));
        Assert.All([taken, tooLong], refused => Assert.Single(refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    private void Transfer(bool isUpload, int loss, int delay)
    {
        using NetworkNamespace host = new();
        byte[] content = RandomNumberGenerator.GetBytes(Size);
        string name = $"{(isUpload ? "up" : "down")}-{loss}-{delay}";
        string file = home.File(name);
        string received = home.File(name + "-received");
        string capture = home.File(name + ".pcapng");
        File.WriteAllBytes(file, content);

        // Where the kernel has no netem, the endpoint's own device delays, half of it each way.
        bool mayLackNetem = delay > 0 && !HasNetem();
        string[] ownDelay = mayLackNetem ? ["--delay", (delay / 2).ToString(CultureInfo.InvariantCulture)] : [];
        using LiveEndpoint endpoint = new(host, home.Path, ["--file", file, .. ownDelay]);
        endpoint.Record(capture);
        if (loss > 0)
        {
            host.Impair(endpoint.Device, loss, delay);
        }

        ExternalProgram done = isUpload
            ? host.Run("curl", "-sS", "-T", file, $"http://{LiveEndpoint.Address}/")
            : host.Run("curl", "-sS", "-o", received, $"http://{LiveEndpoint.Address}/");
        endpoint.Stop();

        Assert.True(done.ExitCode == 0, done.Error);
        string hash = Convert.ToHexStringLower(SHA256.HashData(content));
        Assert.Equal(hash, isUpload ? done.Output.Split(' ')[^1].Trim() : Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(received))));
        CheckCapture(capture, content, isUpload, hasLoss: loss > 0);
    }

    private void CheckCapture(string capture, byte[] content, bool isUpload, bool hasLoss)
    {
        // While it puts HTTP together, tshark takes a repetition of what it has already for an error.
        Assert.Equal("", home.Tshark("-r", capture, "-Y", "(_ws.malformed and not _ws.malformed.reassembly) or tcpengine.malformed").Output);

        // What the engine sent again is what tshark takes for sent again.
        string[] ours = home.Tshark("-r", capture, "-Y", "tcpengine.retransmissions > 0", "-T", "fields", "-e", "frame.number").Lines;
        string[] theirs = home.Tshark(
            "-r", capture, "-T", "fields", "-e", "frame.number",
            "-Y", $"ip.src == {LiveEndpoint.Address} and (tcp.analysis.retransmission or tcp.analysis.fast_retransmission or tcp.analysis.out_of_order)").Lines;
        Assert.Equal(theirs, ours);
        if (!isUpload || !hasLoss)
        {
            // In an upload with loss, chance decides whether one of our few segments with data is lost.
            Assert.Equal(hasLoss, ours.Length > 0);
        }

        // With and without the plugin the stream is the bytes that were sent.
        using TemporaryFolder bare = new();
        string[] follow = ["-r", capture, "-q", "-z", "follow,tcp,raw,0"];
        string stream = home.Tshark(follow).Output;
        Assert.Equal(stream, ExternalProgram.Run("tshark", follow, bare.Path).Output);
        Assert.Contains(Convert.ToHexStringLower(content), OneSide(stream, isUpload), StringComparison.Ordinal);
    }

    // tshark indents what the second side, the server, sends.
    private static string OneSide(string followed, bool isClient) => string.Concat(
        followed.Split('\n').Where(line => line.Length > 0 && line[0] == '\t' != isClient && !line.Contains('=') && !line.Contains(':')).Select(line => line.Trim()));

    private static bool HasNetem()
    {
        using NetworkNamespace probe = new();
        return probe.Run("tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms").ExitCode == 0;
    }

    private string[] StateChanges(string capture) =>
        [.. home.Tshark("-r", capture, "-Y", "tcpengine.state_changed == 1 and tcpengine.connection > 0", "-T", "fields", "-e", "tcpengine.state_before", "-e", "tcpengine.state_after").Lines.Select(line => line.Replace('\t', '>'))];
}
