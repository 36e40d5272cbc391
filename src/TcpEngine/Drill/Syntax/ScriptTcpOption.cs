namespace TcpEngine.Drill;

/// <summary>The TCP options that the language has words for.</summary>
internal enum ScriptTcpOptionKind : byte
{
    Eol = 0,
    Nop = 1,
    MaximumSegmentSize = 2,
    WindowScale = 3,
    SackPermitted = 4,
    Sack = 5,
    Timestamps = 8,
    Md5 = 19,
    FastOpen = 34,
    AccurateEcn0 = 172,
    AccurateEcn1 = 174,
    FastOpenExperiment = 254,
}

/// <summary>A TCP option as a script writes it.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Numbers">Its numbers: the MSS; the shift; the edges of SACK blocks in pairs; TSval and TSecr; AccECN's counters in wire order.</param>
/// <param name="Bytes">The bytes of a cookie or digest.</param>
/// <param name="Position">Where it stands.</param>
internal sealed record ScriptTcpOption(ScriptTcpOptionKind Kind, IReadOnlyList<uint> Numbers, ReadOnlyMemory<byte> Bytes, SourcePosition Position);
