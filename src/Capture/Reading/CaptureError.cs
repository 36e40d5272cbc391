using System.Globalization;

namespace Capture.Reading;

/// <summary>Where and why a capture could not be read any further.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Offset">Where the record or block that could not be read begins: bytes from the start of the file, after decompression.</param>
/// <param name="Value">
/// The number that is wrong: a length in bytes, a version, an interface; for <see cref="CaptureFault.Truncated"/> and
/// <see cref="CaptureFault.CorruptCompression"/>, how many bytes of the record are there.
/// </param>
public readonly record struct CaptureError(CaptureFault Fault, long Offset, long Value)
{
    /// <summary>Whether there is no error.</summary>
    public bool IsNone => Fault == CaptureFault.None;

    /// <summary>One sentence for people, without its full stop.</summary>
    public override string ToString() => Fault switch
    {
        CaptureFault.None => "the capture was read to its end",
        CaptureFault.NotACapture => "the file is no pcap or pcapng capture",
        CaptureFault.Truncated => Text($"the file ends at byte {Offset + Value}, within what begins at byte {Offset}"),
        CaptureFault.CorruptCompression => Text($"the gzip compression is broken: nothing can be read beyond byte {Offset + Value} of what it holds"),
        CaptureFault.UnsupportedVersion => Text($"at byte {Offset}: version {Value >> 16}.{Value & 0xffff} of the format is unknown"),
        CaptureFault.PacketTooLong => Text($"at byte {Offset}: a packet of {Value} bytes is longer than any that is expected"),
        CaptureFault.BlockTooLong => Text($"at byte {Offset}: a block of {Value} bytes is longer than any that is expected"),
        CaptureFault.BlockTooShort => Text($"at byte {Offset}: {Value} bytes are too few for a block of this type"),
        CaptureFault.BlockLengthUnaligned => Text($"at byte {Offset}: the block's length, {Value}, is not a multiple of 4"),
        CaptureFault.BlockLengthsDiffer => Text($"at byte {Offset}: the block ends with another length, {Value}, than it begins with"),
        CaptureFault.InvalidByteOrderMagic => Text($"at byte {Offset}: the section's byte order is not told: {Value:x8}"),
        CaptureFault.UnknownInterface => Text($"at byte {Offset}: a packet from interface {Value}, which the section does not describe"),
        CaptureFault.PacketBeyondBlock => Text($"at byte {Offset}: a packet of {Value} bytes is longer than its block"),
        CaptureFault.TooManyInterfaces => Text($"at byte {Offset}: the section describes more than {Value} interfaces"),
        CaptureFault.InvalidInterfaceOptions => Text($"at byte {Offset}: the interface's options are broken"),
        _ => throw new ArgumentOutOfRangeException(nameof(Fault), Fault, "This value is no fault."),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
