using System.Buffers.Binary;
using System.Globalization;

namespace TcpEngine.Drill;

/// <summary>The sysctls of TCP Fast Open. Unlike the others they count for sockets that are there already.</summary>
internal sealed class FastOpenSysctls
{
    private const int ClientEnabled = 0x1;
    private const int ServerEnabled = 0x2;
    private const int ClientWithoutCookie = 0x4;
    private const int ServerWithoutCookie = 0x200;
    private const int AllListeners = 0x400;
    private const int LargestBacklog = 4096;

    // Of packetdrill's defaults.sh: the cookies in scripts are made with it.
    private static readonly uint[] ScriptKey = [0xa1a1a1a1, 0xb2b2b2b2, 0xc3c3c3c3, 0xd4d4d4d4];

    private readonly TcpStack _stack;
    private int _bits = ClientEnabled;

    public FastOpenSysctls(TcpStack stack)
    {
        _stack = stack;
        stack.FastOpenKeys = new FastOpenKeys(Bytes(ScriptKey));
        stack.FastOpen.RefusalLifetime = Duration.Zero; // Linux remembers no refusals
        stack.FastOpen.BlackHoleTimeout = Duration.Zero;
    }

    /// <summary>Whether sockets may use it to connect.</summary>
    public bool IsClientEnabled => (_bits & ClientEnabled) != 0;

    /// <summary>Whether they send data without a cookie.</summary>
    public bool ConnectsWithoutCookie => (_bits & ClientWithoutCookie) != 0;

    /// <summary>The cookie that a stack with the scripts' key gives, in hexadecimal: what packetdrill's own runner defines as TFO_COOKIE.</summary>
    public static string CookieOf(IpAddress client, IpAddress server) => new FastOpenKeys(Bytes(ScriptKey)).GetCookie(client, server).ToString();

    /// <summary>The cookie of a key of zeros: TFO_COOKIE_ZERO.</summary>
    public static string ZeroCookieOf(IpAddress client, IpAddress server) => new FastOpenKeys(new byte[FastOpenKeys.KeySize]).GetCookie(client, server).ToString();

    /// <summary>What <c>defaults.sh</c> sets: both sides, and all listeners.</summary>
    public void SetDefaults() => _bits = 0x70403;

    /// <summary>Applies a setting, if it is one of Fast Open's.</summary>
    /// <returns>Whether it is.</returns>
    public bool TryApply(string name, string value, out string? note)
    {
        note = null;
        switch (name)
        {
            case "tcp_fastopen" when TryParse(value, out int bits):
                _bits = bits;
                return true;
            case "tcp_fastopen_blackhole_timeout_sec" when TryParse(value, out int seconds):
                _stack.FastOpen.BlackHoleTimeout = Duration.FromSeconds(seconds);
                return true;
            case "tcp_fastopen_key" when TryParseKeys(value) is { } keys:
                _stack.FastOpenKeys = keys;
                return true;
            case "tcp_fastopen" or "tcp_fastopen_blackhole_timeout_sec" or "tcp_fastopen_key":
                note = $"'{value}' is no value of {name}.";
                return true;
            default:
                return false;
        }
    }

    /// <summary>Sets a listener as the sysctl and the socket's options say.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="limit">What TCP_FASTOPEN was set to; null where it was not.</param>
    /// <param name="withoutCookie">TCP_FASTOPEN_NO_COOKIE.</param>
    public void Configure(TcpListener listener, int? limit, bool withoutCookie)
    {
        int wanted = limit is { } chosen ? Math.Min(chosen, LargestBacklog) : (_bits & AllListeners) != 0 ? listener.Backlog : 0;
        listener.FastOpenLimit = (_bits & ServerEnabled) != 0 ? wanted : 0;
        listener.FastOpenWithoutCookie = withoutCookie || (_bits & ServerWithoutCookie) != 0;
    }

    /// <summary>Keys of 16 or 32 bytes, the current one first; null for another length.</summary>
    public static FastOpenKeys? KeysOf(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        FastOpenKeys.KeySize => new FastOpenKeys(bytes),
        2 * FastOpenKeys.KeySize => new FastOpenKeys(bytes[..FastOpenKeys.KeySize], bytes[FastOpenKeys.KeySize..]),
        _ => null,
    };

    // a1a1a1a1-b2b2b2b2-c3c3c3c3-d4d4d4d4, and after a comma the previous one.
    private static FastOpenKeys? TryParseKeys(string value)
    {
        List<byte> bytes = [];
        foreach (string key in value.Split(','))
        {
            string[] parts = key.Split('-');
            uint[] words = [.. parts.Select(part => uint.TryParse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint word) ? word : 0)];
            bytes.AddRange(words.Length == ScriptKey.Length && parts.All(part => part.Length is > 0 and <= 8 && part.All(char.IsAsciiHexDigit)) ? Bytes(words) : []);
        }

        return KeysOf(bytes.ToArray());
    }

    private static byte[] Bytes(uint[] words)
    {
        byte[] bytes = new byte[words.Length * sizeof(uint)];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), words[i]);
        }

        return bytes;
    }

    private static bool TryParse(string value, out int number) => value.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? int.TryParse(value.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
