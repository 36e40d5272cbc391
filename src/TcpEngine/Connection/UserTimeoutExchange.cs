namespace TcpEngine;

/// <summary>How the two ends of a connection tell each other how long they wait, by the User Timeout option. Nothing of it binds the peer.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc5482#section-3">RFC 5482, section 3</see></remarks>
public sealed record UserTimeoutExchange
{
    private const int LargestValue = 0x7fff;

    /// <summary>ADV_UTO: what the peer is told, 1 s to 32,767 min; zero for <see cref="TcpConnectionOptions.UserTimeout"/>, or where that is zero too, 5 minutes (RFC 9293, section 3.10.1). Default zero.</summary>
    public Duration Advertised { get; init; }

    /// <summary>CHANGEABLE: whether what the peer tells changes the user time-out; null for yes, unless <see cref="TcpConnectionOptions.UserTimeout"/> is set. Default null.</summary>
    public bool? IsChangeable { get; init; }

    /// <summary>L_LIMIT: the least user time-out that is adopted, beside the RTO, which it always exceeds. Default 100 s (RFC 5482, section 3.1).</summary>
    public Duration LowerLimit { get; init; } = Duration.FromSeconds(100);

    /// <summary>U_LIMIT: the greatest user time-out that is adopted. Default 2 h.</summary>
    public Duration UpperLimit { get; init; } = Duration.FromSeconds(7200);

    /// <summary>USER_TIMEOUT (RFC 5482, section 3.1).</summary>
    /// <param name="advertised">ADV_UTO.</param>
    /// <param name="remote">REMOTE_UTO; zero where the peer has told nothing.</param>
    /// <param name="retransmissionTimeout">The current RTO: the result is always longer.</param>
    public Duration Adopt(Duration advertised, Duration remote, Duration retransmissionTimeout)
    {
        Duration lower = Duration.Max(LowerLimit, retransmissionTimeout * 2);
        Duration upper = Duration.Max(UpperLimit, lower);
        return Duration.Min(upper, Duration.Max(Duration.Max(advertised, remote), lower));
    }

    /// <summary>The option's fields for a time: whole seconds where they fit, else minutes, rounded up; never the reserved zero (RFC 5482, sections 3.3 and 3.4).</summary>
    internal static (bool InMinutes, ushort Value) Encode(Duration time)
    {
        double seconds = Math.Max(1, Math.Ceiling(time.TotalSeconds));
        return seconds <= LargestValue ? (false, (ushort)seconds) : (true, (ushort)Math.Min(LargestValue, Math.Ceiling(seconds / 60)));
    }

    /// <summary>The time that the option's fields mean; zero where they are reserved.</summary>
    internal static Duration Decode(bool inMinutes, ushort value) => Duration.FromSeconds(value * (inMinutes ? 60.0 : 1.0));
}
