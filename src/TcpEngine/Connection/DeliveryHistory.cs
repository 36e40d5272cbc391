namespace TcpEngine;

/// <summary>What <see cref="Rack"/> has measured, and remembers while nothing is in flight.</summary>
/// <param name="RoundTrip"><see cref="Rack.RoundTrip"/>.</param>
/// <param name="MinimumRoundTrip"><see cref="Rack.MinimumRoundTrip"/>.</param>
/// <param name="MinimumTakenAt">When that was measured.</param>
internal readonly record struct DeliveryHistory(Duration RoundTrip, Duration MinimumRoundTrip, Timestamp MinimumTakenAt);
