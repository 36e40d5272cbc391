namespace TcpCodec.Building;

/// <summary>Sets fields of a header through its generated writer: <c>(ref ip) => ip.TimeToLive = 3</c>.</summary>
/// <typeparam name="TWriter">The writer: <see cref="Ipv4HeaderWriter"/>, <see cref="TcpHeaderWriter"/> …</typeparam>
/// <param name="writer">The writer of the header.</param>
public delegate void HeaderEdit<TWriter>(ref TWriter writer)
    where TWriter : struct, allows ref struct;
