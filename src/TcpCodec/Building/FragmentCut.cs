namespace TcpCodec.Building;

/// <summary>A piece of a datagram's data, which one fragment carries. Pieces may overlap, leave gaps and reach beyond the data: there they hold zeros.</summary>
/// <param name="Start">Where it begins in the data behind the IP header: bytes, a multiple of 8, at most 65,528.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="MoreFollow">Whether the fragment says that it is not the last.</param>
public readonly record struct FragmentCut(int Start, int Length, bool MoreFollow);
