using System.Globalization;

namespace TcpEngine.Drill;

// Sysctls that sockets follow, and connections do not know of.
internal sealed partial class SystemCalls
{
    private const long LinuxSendBuffer = 16384;

    /// <summary>tcp_notsent_lowat: how many bytes a socket takes before they are sent; null for as many as fit.</summary>
    public long? NotSentLimit { get; private set; }

    /// <summary>The second number of tcp_wmem: what SO_SNDBUF reads as where it was not set.</summary>
    public long SendBufferDefault { get; set; } = LinuxSendBuffer;

    /// <summary>Applies a setting.</summary>
    /// <returns>Whether that is all of it.</returns>
    public bool TryApply(string name, string value)
    {
        string[] words = value.Split((char[])[' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (name == "tcp_wmem" && words.Length == 3 && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long size))
        {
            SendBufferDefault = size;
        }

        if (name != "tcp_notsent_lowat" || !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long limit))
        {
            return false;
        }

        NotSentLimit = limit is > 0 and < uint.MaxValue ? limit : null;
        return true;
    }
}
