using System.Runtime.Versioning;
using Extcap.Lab.Files;
using Extcap.Serving;
using Shared;
using TcpEngine;

namespace Extcap.Tests.Lab;

/// <summary>Keys of TCP-AO and for MD5 signatures, as scenarios and <c>serve</c> read them.</summary>
public sealed class KeyReaderTests
{
    [Fact]
    public void Every_kind_of_key_signs()
    {
        const string Text = """
            title: All kinds of keys
            connections:
              keys:
                - {kind: md5, key: "open sesame", peer: 198.51.100.0/24}
                - {kind: tcp-ao, send-id: 1, receive-id: 1, key-hex: 00ff10, peer: 203.0.113.0/24, port: 80}
                - {kind: tcp-ao, send-id: 1, receive-id: 1, key: "other end", peer: 192.0.2.0/24, peer-port: 80, algorithm: aes-128-cmac, covers-options: false}
            hosts:
              A: 192.0.2.1
              B: {address: 192.0.2.2, connections: {keys: [{kind: tcp-ao, send-id: 1, receive-id: 1, key: "other end", algorithm: aes-128-cmac, covers-options: false, peer: 192.0.2.1, address: 192.0.2.2}]}}
            steps:
              - {at: 0 s, host: B, do: listen}
              - {at: 1 ms, host: A, do: connect, bytes: 1000}
            """;
        ScenarioResult result = ScenarioRun.Play(ScenarioFile.Parse(Text, "keys"), new ScenarioSettings());

        Assert.Equal(1000, result.B.BytesReceived);
        Assert.Equal(0, result.B.Statistics.UnauthenticSegments);
        ScenarioResult wrong = ScenarioRun.Play(ScenarioFile.Parse(Text.Replace("key: \"other end\", peer: 192.0.2.0/24", "key: \"wrong\", peer: 192.0.2.0/24", StringComparison.Ordinal), "keys"), new ScenarioSettings());
        Assert.Equal(TcpFailure.TimedOut, wrong.A.Failure);
        Assert.True(wrong.B.Statistics.UnauthenticSegments > 5);
    }

    [Theory]
    [InlineData("kind: md5", 1, "Here must stand a list of keys.")]
    [InlineData("- {key: x}", 3, "'kind' is missing: tcp-ao or md5?")]
    [InlineData("- {kind: md5, key: x, key-hex: 00}", 3, "A key is given by 'key', its text, or by 'key-hex', two hexadecimal digits for each byte.")]
    [InlineData("- {kind: md5, key-hex: 0}", 3, "A key is given by 'key', ")]
    [InlineData("- {kind: md5, key: ''}", 3, "A key is given by 'key', ")]
    [InlineData("- {kind: tcp-ao, key: x, receive-id: 1}", 3, "'send-id' is missing: ")]
    [InlineData("- {kind: tcp-ao, key: x, send-id: 256, receive-id: 1}", 35, "'send-id' must be from 0 to 255.")]
    [InlineData("- {kind: md5, key: x, peer: 10.9.0.0/33}", 29, "'peer' must be an IP address, or a network as 10.9.0.0/24, not '10.9.0.0/33'.")]
    [InlineData("- {kind: md5, key: x, address: here}", 32, "'address' must be an IP address, not 'here'.")]
    [InlineData("- {kind: md5, key: x, send-id: 1}", 23, "There is no 'send-id' in a key")]
    [InlineData("- {kind: md5, key: x}\n- {kind: md5, key: y, port: 80}", 1, "Two keys, of which one is for MD5 signatures, are for the same connections.")]
    public void A_mistake_is_told_with_its_place_and_without_the_key(string text, long column, string message)
    {
        ScenarioFileException refused = Assert.Throws<ScenarioFileException>(() => KeyReader.Read(ScenarioFile.Root(text)));

        Assert.Equal((1, column), (refused.Line, refused.Column));
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void A_key_file_that_others_can_read_is_refused()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("keys.yaml");
        File.WriteAllText(file, "- {kind: md5, key: 'open sesame'}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        UserErrorException open = Assert.Throws<UserErrorException>(() => KeyFile.Read(file));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Equal($"'{file}' holds keys and is open to others: chmod 600 '{file}'", open.Message);
        Assert.NotSame(AuthenticationKeys.None, KeyFile.Read(file));
        File.WriteAllText(file, "- {kind: md4}\n");
        Assert.StartsWith($"{file}:1:10: 'kind' must be one of tcp-ao, md5", Assert.Throws<UserErrorException>(() => KeyFile.Read(file)).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read: ", Assert.Throws<UserErrorException>(() => KeyFile.Read(folder.File("none"))).Message, StringComparison.Ordinal);
    }
}
