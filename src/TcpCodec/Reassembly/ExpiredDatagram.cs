namespace TcpCodec.Reassembly;

/// <summary>A datagram whose fragments did not all come in time.</summary>
public readonly ref struct ExpiredDatagram
{
    internal ExpiredDatagram(FragmentKey key, ReadOnlySpan<byte> firstFragment)
    {
        Key = key;
        FirstFragment = firstFragment;
    }

    /// <summary>Which it was.</summary>
    public FragmentKey Key { get; }

    /// <summary>
    /// Its first fragment as it came, whose sender is told by ICMP Time Exceeded, code 1. Empty if that did not come, or if the datagram was refused: then
    /// nobody is told (RFC 792; RFC 8200, section 4.5). Valid until the reassembler is used again.
    /// </summary>
    public ReadOnlySpan<byte> FirstFragment { get; }
}
