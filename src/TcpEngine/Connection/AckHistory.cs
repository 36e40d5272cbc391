namespace TcpEngine;

/// <summary>What <see cref="AckSchedule"/> remembers while there is nothing to acknowledge.</summary>
/// <param name="DataAt">When data came in order last; <see cref="Timestamp.Never"/> where none did.</param>
/// <param name="QuickAcks">How many acknowledgments more go at once.</param>
/// <param name="IsAnswered">Whether the application answers what comes.</param>
internal readonly record struct AckHistory(Timestamp DataAt, int QuickAcks, bool IsAnswered);
