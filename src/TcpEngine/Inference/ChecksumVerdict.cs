namespace TcpEngine.Inference;

/// <summary>What a captured segment's checksum says.</summary>
public enum ChecksumVerdict : byte
{
    /// <summary>Nothing: the capture does not have all of the segment.</summary>
    Unknown = 0,

    /// <summary>It is right.</summary>
    Right,

    /// <summary>It is the pseudo-header's sum alone: the sender left the rest to its network card, and was captured before that.</summary>
    LeftToHardware,

    /// <summary>It is wrong.</summary>
    Wrong,
}
