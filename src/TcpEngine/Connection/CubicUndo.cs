namespace TcpEngine;

/// <summary>What a time-out changes of <see cref="Cubic"/> (RFC 9438, section 4.9).</summary>
internal readonly record struct CubicUndo(uint SlowStartThreshold, uint CongestionWindow, double Maximum, double Prior);
