namespace TcpEngine;

/// <summary>An ICMP error about a segment that this host has sent.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Key">The connection of the quoted segment, seen from here.</param>
/// <param name="SequenceNumber">The quoted segment's sequence number.</param>
/// <param name="Mtu">For <see cref="IcmpErrorKind.PacketTooBig"/>: the largest packet that gets through, in bytes; 0 where an old router does not say.</param>
internal readonly record struct IcmpError(IcmpErrorKind Kind, ConnectionKey Key, SequenceNumber SequenceNumber, uint Mtu);
