namespace TcpEngine;

/// <summary>How a connection decides how much may be in the network at once.</summary>
public enum CongestionControlAlgorithm : byte
{
    /// <summary>CUBIC (RFC 9438).</summary>
    Cubic,

    /// <summary>RFC 5681's slow start and congestion avoidance, with the reductions of NewReno (RFC 6582).</summary>
    NewReno,
}
