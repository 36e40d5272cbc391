using TcpCodec;

namespace TcpEngine;

/// <summary>A packet that a scenario loses on purpose.</summary>
/// <param name="From">The name of the host that sends it.</param>
/// <param name="Flags">The flags that it must have set; <see cref="TcpFlags.None"/> for any.</param>
/// <param name="Index">Which of those that match: 0 for the first.</param>
public sealed record ScriptedLoss(string From, TcpFlags Flags, int Index);
