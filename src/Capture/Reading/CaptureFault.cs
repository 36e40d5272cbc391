namespace Capture.Reading;

/// <summary>Why a capture could not be read any further.</summary>
public enum CaptureFault : byte
{
    /// <summary>No fault: the capture ended where a record ends.</summary>
    None = 0,

    /// <summary>It begins like no capture file.</summary>
    NotACapture,

    /// <summary>The file ends within a record.</summary>
    Truncated,

    /// <summary>The gzip stream around the capture is broken or ends too early.</summary>
    CorruptCompression,

    /// <summary>The format's version is one that nobody has defined.</summary>
    UnsupportedVersion,

    /// <summary>A packet claims to be longer than any is.</summary>
    PacketTooLong,

    /// <summary>A pcapng block claims to be longer than any is.</summary>
    BlockTooLong,

    /// <summary>A pcapng block claims to be shorter than what it must hold.</summary>
    BlockTooShort,

    /// <summary>A pcapng block's length is not a multiple of 4.</summary>
    BlockLengthUnaligned,

    /// <summary>The lengths at both ends of a pcapng block differ.</summary>
    BlockLengthsDiffer,

    /// <summary>A pcapng section does not say its byte order.</summary>
    InvalidByteOrderMagic,

    /// <summary>A packet names an interface that the section has not described.</summary>
    UnknownInterface,

    /// <summary>A packet is longer than the pcapng block that holds it.</summary>
    PacketBeyondBlock,

    /// <summary>A section describes more interfaces than a reader keeps.</summary>
    TooManyInterfaces,

    /// <summary>An interface's options are broken, so that the times of its packets have no meaning.</summary>
    InvalidInterfaceOptions,
}
