using System.Globalization;

namespace TcpEngine.Drill;

/// <summary>Maps Linux's sysctls onto the engine's options.</summary>
internal static class Sysctls
{
    // What the engine does, whatever a script says: so other values are noted.
    private static readonly Dictionary<string, string[]> Fixed = new()
    {
        ["tcp_abc"] = ["0", "1"],
        ["tcp_moderate_rcvbuf"] = ["1"],
    };

    // Linux's own: segmentation offload, pacing, caches, memory. Nothing of it is seen in segments on virtual time.
    private static readonly HashSet<string> WithoutMeaning =
    [
        "tcp_tso_rtt_log", "tcp_no_metrics_save", "tcp_autocorking", "tcp_limit_output_bytes",
        "tcp_mem", "tcp_max_orphans", "tcp_max_tw_buckets", "tcp_tw_reuse", "net.core.default_qdisc", "net.core.rmem_max", "net.core.wmem_max", "ip_local_port_range",
    ];

    // By the values of tcp_ecn.
    private static readonly EcnUse[] EcnUses = [EcnUse.Off, EcnUse.Request, EcnUse.Accept, EcnUse.RequestAccurate, EcnUse.RequestAcceptAccurate, EcnUse.AcceptAccurate];

    /// <summary>What packetdrill's <c>defaults.sh</c> stands for, as far as the engine has it, and what Linux does beside.</summary>
    public static TcpConnectionOptions Defaults(TcpConnectionOptions options) => options with
    {
        InitialReceiveBufferSize = 540_000,
        ReceiveBufferLimit = 15 * 1024 * 1024,
        SendBufferSize = 1 << 30, // the sockets count their memory
        Timestamps = true,
        SelectiveAcknowledgments = true,
        WindowScaling = true,
        SynRetries = 5,
        SynAckRetries = 5,
        KeepAliveProbes = 9,
        QuickAcks = 16,
        Habits = HostHabits.Linux,
        LinearSynTimeouts = 4,
        TimeWaitIgnoresReset = false,
        ResetAcknowledges = true,
        EmptyWindowProbes = true,
        ShrinksRestartWindow = false,
        PathMtuSearch = new PathMtuSearchOptions { When = PathMtuProbing.Off, BaseSize = 1024, FloorSize = 48, Timeouts = 4, TimeoutsOncePassed = 4, PassiveStartsLarge = true },
        SlowStartAfterIdle = false,
        Ecn = EcnUse.Off,
        AccurateEcnBeacons = 3,
    };

    /// <summary>Applies one setting.</summary>
    /// <param name="options">The options so far.</param>
    /// <param name="setting">The sysctl and its value.</param>
    /// <param name="note">What is to be told of it; null for nothing.</param>
    public static TcpConnectionOptions Apply(TcpConnectionOptions options, KeyValuePair<string, string> setting, out string? note)
    {
        note = null;
        (string name, string value) = setting;
        if (WithoutMeaning.Contains(name))
        {
            return options;
        }

        if (name == "tcp_congestion_control" && AlgorithmOf(value) is { } algorithm)
        {
            return options with { CongestionControl = algorithm };
        }

        if (Fixed.TryGetValue(name, out string[]? known))
        {
            note = known.Contains(value) ? null : $"The engine does not follow {name} = {value}: it is as with {known[0]}.";
            return options;
        }

        long[] numbers = [.. value.Split((char[])[' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .Select(part => long.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : -1)];
        TcpConnectionOptions? changed = numbers.Length == 0 || numbers.Any(number => number is < 0 or > int.MaxValue) ? null : Change(options, name, numbers);
        note = changed is null ? $"The engine does not follow {name} = {value}." : null;
        return changed ?? options;
    }

    /// <summary>The congestion control of a name; null for one that the engine does not have.</summary>
    public static CongestionControlAlgorithm? AlgorithmOf(string name) => name switch
    {
        "reno" => CongestionControlAlgorithm.NewReno,
        "cubic" => CongestionControlAlgorithm.Cubic,
        _ => null,
    };

    private static TcpConnectionOptions Search(TcpConnectionOptions options, Func<PathMtuSearchOptions, PathMtuSearchOptions> change) =>
        options with { PathMtuSearch = change(options.PathMtuSearch) };

    private static TcpConnectionOptions? Change(TcpConnectionOptions options, string name, long[] numbers) => name switch
    {
        "tcp_timestamps" => options with { Timestamps = numbers[0] != 0 },
        "tcp_sack" => options with { SelectiveAcknowledgments = numbers[0] != 0 },
        "tcp_window_scaling" => options with { WindowScaling = numbers[0] != 0 },
        "tcp_synack_retries" => options with { SynAckRetries = (int)numbers[0] },
        "tcp_early_retrans" => options with { TailLossProbes = numbers[0] >= 3 },
        "tcp_syn_retries" => options with { SynRetries = (int)numbers[0] },
        "tcp_slow_start_after_idle" => options with { SlowStartAfterIdle = numbers[0] != 0 },
        "tcp_retries2" => options with { DataRetries = (int)numbers[0] },
        "tcp_ecn" when numbers[0] < EcnUses.Length => options with { Ecn = EcnUses[numbers[0]] },
        "tcp_ecn_option" when numbers[0] <= 3 => options with
        {
            AccurateEcnOption = numbers[0] switch { 0 => AccurateEcnOptionUse.Never, 1 => AccurateEcnOptionUse.Sparing, _ => AccurateEcnOptionUse.Simple },
        },
        "tcp_ecn_option_beacon" => options with { AccurateEcnBeacons = (int)numbers[0] },
        "tcp_rfc1337" => options with { TimeWaitIgnoresReset = numbers[0] != 0 },
        "tcp_keepalive_time" => options with { KeepAliveIdle = Duration.FromSeconds(numbers[0]) },
        "tcp_keepalive_intvl" => options with { KeepAliveInterval = Duration.FromSeconds(numbers[0]) },
        "tcp_keepalive_probes" when numbers[0] > 0 => options with { KeepAliveProbes = (int)numbers[0] },
        "tcp_mtu_probing" when numbers[0] <= 2 => Search(options, search => search with { When = (PathMtuProbing)numbers[0] }),
        "tcp_base_mss" when numbers[0] is >= 48 and <= ushort.MaxValue => Search(options, search => search with { BaseSize = (int)numbers[0] }),
        "tcp_mtu_probe_floor" when numbers[0] is >= 48 and <= ushort.MaxValue => Search(options, search => search with { FloorSize = (int)numbers[0] }),
        "tcp_probe_threshold" => Search(options, search => search with { Threshold = (int)numbers[0] }),
        "tcp_probe_interval" => Search(options, search => search with { RaiseInterval = Duration.FromSeconds(numbers[0]) }),
        "tcp_syn_linear_timeouts" => options with { LinearSynTimeouts = (int)numbers[0] },
        "tcp_invalid_ratelimit" => options with { InvalidAckInterval = Duration.FromMilliseconds(numbers[0]) },
        "tcp_rto_min_us" => options with { MinimumRetransmissionTimeout = Duration.FromMicroseconds(numbers[0]) },
        "tcp_rto_max_ms" => options with { MaximumRetransmissionTimeout = Duration.FromMilliseconds(numbers[0]) },

        "tcp_rmem" when numbers.Length == 3 && numbers[1] > 0 && numbers[2] > 0 => options with { InitialReceiveBufferSize = (int)numbers[1], ReceiveBufferLimit = (int)numbers[2] },

        // A connection has at once what Linux would let it have in the end.
        "tcp_wmem" when numbers.Length == 3 && numbers[2] > 0 => options with { SendBufferSize = (int)numbers[2] },
        _ => null,
    };
}
