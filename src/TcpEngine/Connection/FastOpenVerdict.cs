namespace TcpEngine;

/// <summary>What a server makes of a SYN's Fast Open option.</summary>
/// <param name="Reason">Why.</param>
/// <param name="IsAccepted">Whether the SYN's data is taken, and the application told of the connection at once.</param>
/// <param name="Cookie">The cookie that the SYN,ACK bears; null for no option.</param>
internal readonly record struct FastOpenVerdict(Reason Reason, bool IsAccepted = false, FastOpenCookie? Cookie = null);
