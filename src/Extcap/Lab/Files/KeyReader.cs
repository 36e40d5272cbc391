using System.Globalization;
using System.Text;
using TcpEngine;
using YamlDotNet.RepresentationModel;

namespace Extcap.Lab.Files;

/// <summary>Reads keys of TCP-AO (RFC 5925) and for MD5 signatures (RFC 2385): a list, of which each item is one key.</summary>
internal static class KeyReader
{
    /// <summary>Reads a list of keys.</summary>
    /// <exception cref="ScenarioFileException">Something in it is wrong, or two keys do not go together.</exception>
    public static AuthenticationKeys Read(YamlNode node)
    {
        if (node is not YamlSequenceNode list)
        {
            throw new ScenarioFileException(node, "Here must stand a list of keys.");
        }

        List<MasterKeyTuple> masterKeys = [];
        List<Md5Key> md5 = [];
        foreach (YamlNode item in list)
        {
            Add(new Fields(item, "a key"), masterKeys, md5);
        }

        try
        {
            return new AuthenticationKeys(masterKeys, md5);
        }
        catch (ArgumentException exception)
        {
            throw new ScenarioFileException(node, exception.Message.Split(" (Parameter", 2)[0]);
        }
    }

    private static void Add(Fields fields, List<MasterKeyTuple> masterKeys, List<Md5Key> md5)
    {
        bool isMd5 = fields.Choice("kind", ("tcp-ao", false), ("md5", true)) ?? throw new ScenarioFileException(fields.Node, "'kind' is missing: tcp-ao or md5?");
        ConnectionPattern connections = Pattern(fields);
        byte[] key = KeyOf(fields);
        if (isMd5)
        {
            md5.Add(new Md5Key(connections, key));
        }
        else
        {
            byte sendId = (byte)(fields.Number("send-id", 0, 255) ?? throw new ScenarioFileException(fields.Node, "'send-id' is missing: the KeyID of what is sent, 0 to 255."));
            byte receiveId = (byte)(fields.Number("receive-id", 0, 255) ?? throw new ScenarioFileException(fields.Node, "'receive-id' is missing: the KeyID of what comes in, 0 to 255."));
            AuthenticationAlgorithm algorithm = fields.Choice("algorithm", ("hmac-sha-1", AuthenticationAlgorithm.HmacSha1), ("aes-128-cmac", AuthenticationAlgorithm.AesCmac128)) ?? AuthenticationAlgorithm.HmacSha1;
            masterKeys.Add(new MasterKeyTuple(connections, sendId, receiveId, key, algorithm, fields.Flag("covers-options") ?? true));
        }

        fields.End();
    }

    private static byte[] KeyOf(Fields fields)
    {
        string? text = fields.Text("key");
        string? hex = fields.Text("key-hex");
        bool isOne = text is null ? hex is { Length: > 0 } && hex.Length % 2 == 0 && hex.All(char.IsAsciiHexDigit) : hex is null && text.Length > 0;
        if (!isOne)
        {
            // What was written is not repeated: messages end in logs.
            throw new ScenarioFileException(fields.Node, "A key is given by 'key', its text, or by 'key-hex', two hexadecimal digits for each byte.");
        }

        return text is null ? Convert.FromHexString(hex!) : Encoding.UTF8.GetBytes(text);
    }

    private static ConnectionPattern Pattern(Fields fields)
    {
        ConnectionPattern pattern = new()
        {
            RemotePort = (ushort)(fields.Number("peer-port", 1, ushort.MaxValue) ?? 0),
            LocalAddress = fields.Text("address") is { } own ? Address(fields, "address", own) : null,
            LocalPort = (ushort)(fields.Number("port", 1, ushort.MaxValue) ?? 0),
        };
        if (fields.Text("peer") is not { } peer)
        {
            return pattern;
        }

        string[] parts = peer.Split('/', 2);
        IpAddress remote = Address(fields, "peer", parts[0]);
        int length = remote.Size * 8;
        bool isNetwork = parts.Length == 1 || (int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out length) && length <= remote.Size * 8);
        return isNetwork ? pattern with { RemoteAddress = remote, RemotePrefixLength = length } : throw Wrong(fields, "peer", peer);
    }

    private static IpAddress Address(Fields fields, string key, string text) => IpAddress.TryParse(text, out IpAddress address) ? address : throw Wrong(fields, key, text);

    private static ScenarioFileException Wrong(Fields fields, string key, string text) => new(fields[key]!, $"'{key}' must be an IP address{(key == "peer" ? ", or a network as 10.9.0.0/24" : "")}, not '{text}'.");
}
