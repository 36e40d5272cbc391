using System.Globalization;

namespace TcpEngine.Drill;

/// <summary>Which IP a script runs over.</summary>
public enum DrillIpVersion
{
    /// <summary>IPv4 sockets and packets.</summary>
    Ipv4,

    /// <summary>IPv6 sockets and packets.</summary>
    Ipv6,

    /// <summary>IPv6 sockets with IPv4-mapped addresses, IPv4 packets.</summary>
    Ipv4MappedIpv6,
}

/// <summary>What a script's options and the command line's set. The defaults are packetdrill's.</summary>
public sealed record DrillSettings
{
    /// <summary>The largest IP header that a socket may be told to add, and a TCP header with all options, fit into less (RFC 791 and RFC 8200 have larger minimums).</summary>
    private const int SmallestMtu = 128;

    // Options that set up packetdrill's own devices and processes: they have no meaning on virtual time.
    private static readonly HashSet<string> WithoutMeaning =
        ["gateway_ip", "netmask_ip", "speed", "non_fatal", "verbose", "v", "persistent_tun_dev", "send_omit_free", "init_scripts", "mss", "code", "code_command", "code_format", "code_verbose"];

    /// <summary>Which IP: <c>--ip_version</c>.</summary>
    public DrillIpVersion IpVersion { get; init; }

    /// <summary>The stack's address: <c>--local_ip</c>. Default 192.168.0.1 or fd00::1.</summary>
    public IpAddress? LocalAddress { get; init; }

    /// <summary>The peer's address: <c>--remote_ip</c>. Default 192.0.2.1 or 2001:db8::1.</summary>
    public IpAddress? RemoteAddress { get; init; }

    /// <summary>The port that <c>bind</c> takes for <c>...</c>: <c>--bind_port</c>.</summary>
    public ushort BindPort { get; init; } = 8080;

    /// <summary>The peer's port that <c>connect</c> takes for <c>...</c>: <c>--connect_port</c>.</summary>
    public ushort ConnectPort { get; init; } = 8080;

    /// <summary>The path's MTU in bytes: <c>--mtu</c>.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary>How far a time may be off: <c>--tolerance_usecs</c>.</summary>
    public Duration Tolerance { get; init; } = Duration.FromMicroseconds(4000);

    /// <summary>How far a time may be off, in percent of the script's time since the event before: <c>--tolerance_percent</c>. The larger of both counts.</summary>
    public double TolerancePercent { get; init; } = 12.5;

    /// <summary>How long a tick of the stack's timestamp clock is, in microseconds: <c>--tcp_ts_tick_usecs</c>. 0: TSval is not checked.</summary>
    public long TimestampTickMicroseconds { get; init; }

    /// <summary>Whether an echoed timestamp that the stack never sent counts from the first one: <c>--tcp_ts_ecr_scaled</c>.</summary>
    public bool ScalesTimestampEchoes { get; init; }

    /// <summary>Whether each segment stands in the script as it was sent, and several are not taken for one: <c>--strict_segments</c>.</summary>
    public bool StrictSegments { get; init; }

    /// <summary>Whether a packet that no line expects is a failure: <c>--strict</c>, which packetdrill does not have.</summary>
    public bool Strict { get; init; }

    /// <summary>Whether the script is parsed only: <c>--dry_run</c>.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether packets have IPv6 headers.</summary>
    internal bool IsIpv6 => IpVersion == DrillIpVersion.Ipv6;

    internal IpAddress Local => LocalAddress ?? IpAddress.Parse(IsIpv6 ? "fd00::1" : "192.168.0.1");

    internal IpAddress Remote => RemoteAddress ?? IpAddress.Parse(IsIpv6 ? "2001:db8::1" : "192.0.2.1");

    /// <summary>The settings with an option applied.</summary>
    /// <exception cref="DrillScriptException">The option is unknown, or its value is none.</exception>
    public DrillSettings With(in DrillOption option) => option.Name switch
    {
        "ip_version" => this with
        {
            IpVersion = option.Value switch
            {
                "ipv4" => DrillIpVersion.Ipv4,
                "ipv6" => DrillIpVersion.Ipv6,
                "ipv4-mapped-ipv6" or "ipv4_mapped_ipv6" => DrillIpVersion.Ipv4MappedIpv6,
                _ => throw Bad(option, "ipv4, ipv6 or ipv4-mapped-ipv6"),
            },
        },
        "local_ip" => this with { LocalAddress = Address(option) },
        "remote_ip" => this with { RemoteAddress = Address(option) },
        "bind_port" => this with { BindPort = (ushort)Number(option, 1, ushort.MaxValue) },
        "connect_port" => this with { ConnectPort = (ushort)Number(option, 1, ushort.MaxValue) },
        "mtu" => this with { Mtu = (int)Number(option, SmallestMtu, ushort.MaxValue) },
        "tolerance_usecs" => this with { Tolerance = Duration.FromMicroseconds((long)Number(option, 0, 1_000_000_000_000)) },
        "tolerance_percent" => this with { TolerancePercent = Number(option, 0, 10_000, isWhole: false) },
        "tcp_ts_tick_usecs" => this with { TimestampTickMicroseconds = (long)Number(option, 0, 1_000_000) },
        "tcp_ts_ecr_scaled" => this with { ScalesTimestampEchoes = IsOn(option) },
        "strict_segments" => this with { StrictSegments = IsOn(option) },
        "strict" => this with { Strict = IsOn(option) },
        "dry_run" => this with { DryRun = IsOn(option) },
        "define" or "D" => this, // the lexer's
        _ when WithoutMeaning.Contains(option.Name) => this,
        _ => throw new DrillScriptException(option.Position, $"There is no option --{option.Name}."),
    };

    /// <summary>What does not fit together; null for nothing.</summary>
    public string? FindFault() =>
        Local.IsV6 != IsIpv6 || Remote.IsV6 != IsIpv6
            ? $"The addresses {Local} and {Remote} are not both of {(IsIpv6 ? "IPv6" : "IPv4")}: --ip_version, --local_ip and --remote_ip must agree."
            : null;

    private static bool IsOn(in DrillOption option) => option.Value is null || Number(option, 0, 1) > 0;

    private static IpAddress Address(in DrillOption option) => IpAddress.TryParse(option.Value, out IpAddress address) ? address : throw Bad(option, "an IP address");

    private static double Number(in DrillOption option, double minimum, double maximum, bool isWhole = true)
    {
        NumberStyles style = isWhole ? NumberStyles.None : NumberStyles.AllowDecimalPoint;
        return double.TryParse(option.Value, style, CultureInfo.InvariantCulture, out double value) && value >= minimum && value <= maximum
            ? value
            : throw Bad(option, string.Create(CultureInfo.InvariantCulture, $"a number from {minimum} to {maximum}"));
    }

    private static DrillScriptException Bad(in DrillOption option, string expected) => new(option.Position, $"--{option.Name} must be {expected}, not '{option.Value}'.");
}
