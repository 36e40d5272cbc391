namespace Capture.Reading;

/// <summary>The limits of a reader: what it takes for corrupt, and so how much memory it can ever need.</summary>
public sealed record CaptureReaderOptions
{
    /// <summary>The largest packet, in bytes: 256 KiB, which is Wireshark's limit. What claims to be longer is an error.</summary>
    public int MaximumPacketSize { get; init; } = 256 * 1024;

    /// <summary>The largest pcapng block, in bytes: 16 MiB, which is Wireshark's limit. What claims to be longer is an error.</summary>
    public int MaximumBlockSize { get; init; } = 16 * 1024 * 1024;

    /// <summary>How many interfaces a pcapng section may describe: 65,536. Each takes 24 bytes of memory.</summary>
    public int MaximumInterfaces { get; init; } = 65_536;

    /// <summary>How much is read at a time, in bytes, at least 64: 64 KiB. The buffer grows for a packet or block that is larger, as its bytes arrive.</summary>
    public int BufferSize { get; init; } = 64 * 1024;
}
