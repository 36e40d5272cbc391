using System.Globalization;

namespace TcpEngine.Drill;

// Sysctls that sockets follow, and connections do not know of.
internal sealed partial class SystemCalls
{
    private const long LinuxSendBuffer = 16384;
    private const long LinuxSendBufferMost = 4 * 1024 * 1024;

    /// <summary>tcp_notsent_lowat: how many bytes a socket takes before they are sent; null for as many as fit.</summary>
    public long? NotSentLimit { get; private set; }

    /// <summary>The second number of tcp_wmem: what SO_SNDBUF reads as where it was not set.</summary>
    public long SendBufferDefault { get; set; } = LinuxSendBuffer;

    /// <summary>The third number of tcp_wmem: how far that grows.</summary>
    public long SendBufferMost { get; set; } = LinuxSendBufferMost;

    /// <summary>What packetdrill's <c>defaults.sh</c> sets.</summary>
    public void SetDefaults()
    {
        Connections = Sysctls.Defaults(Connections);
        (SendBufferDefault, SendBufferMost) = (256 * 1024, 4 * 1024 * 1024);
    }

    /// <summary>Applies a setting.</summary>
    /// <returns>Whether that is all of it.</returns>
    public bool TryApply(string name, string value)
    {
        string[] words = value.Split((char[])[' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries);
        long[] numbers = [.. words.Select(word => long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : -1)];
        if (numbers.Length == 0 || numbers.Any(number => number is < 0 or > uint.MaxValue))
        {
            return false;
        }

        int first = (int)Math.Min(numbers[0], int.MaxValue);
        switch (name)
        {
            case "tcp_wmem" when numbers.Length == 3:
                (SendBufferDefault, SendBufferMost) = (numbers[1], numbers[2]);
                return Connections.Habits == HostHabits.Linux;
            case "tcp_notsent_lowat":
                NotSentLimit = numbers[0] is > 0 and < uint.MaxValue ? numbers[0] : null;
                return true;
            case "tcp_min_tso_segs":
                return SetOffload(Connections.Offload with { LeastSegments = Math.Max(1, first) });
            case "tcp_tso_win_divisor":
                return SetOffload(Connections.Offload with { WindowDivisor = first });
            case "tcp_pacing_ss_ratio":
                return SetOffload(Connections.Offload with { SlowStartRatio = first });
            case "tcp_pacing_ca_ratio":
                return SetOffload(Connections.Offload with { AvoidanceRatio = first });
            default:
                return false;
        }
    }

    // For connections that there are, too.
    private bool SetOffload(SegmentationOffload offload)
    {
        Connections = Connections with { Offload = offload };
        foreach (StreamSocket socket in _descriptors.Values.OfType<StreamSocket>())
        {
            socket.Options = socket.Options with { Offload = offload };
            if (socket.IsOpen)
            {
                socket.Connection!.Options = socket.Connection.Options with { Offload = offload };
            }

            if (socket.Listener is { } listener)
            {
                listener.Options = socket.Options;
            }
        }

        return true;
    }
}
