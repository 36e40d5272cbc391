namespace TcpEngine;

/// <summary>The segments that are sent and not acknowledged, counted.</summary>
/// <param name="Segments">All of them.</param>
/// <param name="Sacked">Those that the peer holds, by its SACK blocks.</param>
/// <param name="Lost">Those that are taken for lost and were not sent again.</param>
/// <param name="Retransmitted">Those that were sent again, and whose acknowledgment is awaited.</param>
internal readonly record struct SentCounts(int Segments, int Sacked, int Lost, int Retransmitted);
