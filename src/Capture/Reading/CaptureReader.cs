using System.Diagnostics.CodeAnalysis;
using Capture.Pcap;
using Capture.Pcapng;

namespace Capture.Reading;

/// <summary>
/// Reads the packets of a capture file one after the other, in memory that does not grow with the file. A file that is truncated or corrupt gives the packets before
/// the damage; then <see cref="Error"/> says what is wrong, and where. Nothing is allocated per packet.
/// </summary>
/// <example>
/// <code>
/// while (reader.TryRead(out CapturedPacket packet)) { … packet.Data … }
/// if (!reader.Error.IsNone) { … reader.Error.Offset … }
/// </code>
/// </example>
public abstract class CaptureReader : IDisposable
{
    private const int MagicSize = 4;

    private protected CaptureReader(CaptureInput input, CaptureReaderOptions options)
    {
        Input = input;
        Options = options;
    }

    /// <summary>Why reading ended: nothing, or what is wrong. To be asked when <see cref="TryRead"/> has said false.</summary>
    public CaptureError Error { get; private protected set; }

    private protected CaptureInput Input { get; }

    private protected CaptureReaderOptions Options { get; }

    /// <summary>Opens a capture: pcap or pcapng, as it is or in gzip.</summary>
    /// <param name="stream">The file; best without a buffer of its own. It is closed with the reader, or here where there is none.</param>
    /// <param name="reader">What reads it: a <see cref="PcapReader"/> or a <see cref="PcapngReader"/>.</param>
    /// <param name="error">Where there is no reader, why: it is no capture file, or its header is broken.</param>
    /// <param name="options">The limits; null for those that suit everything.</param>
    /// <exception cref="IOException">The stream could not be read. The methods of the reader throw this too.</exception>
    public static bool TryOpen(Stream stream, [NotNullWhen(true)] out CaptureReader? reader, out CaptureError error, CaptureReaderOptions? options = null)
    {
        options ??= new CaptureReaderOptions();
        byte[] start = new byte[2];
        int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        Stream whole = new PrefixedStream(start[..read], stream);
        CaptureInput input = new(GzipInput.IsMagic(start) ? GzipInput.Open(whole) : whole, options.BufferSize);

        reader = Recognize(input, options, out error);
        if (reader is { Error.IsNone: false })
        {
            error = reader.Error;
            reader = null;
        }

        if (reader is null)
        {
            input.Dispose();
        }

        return reader is not null;
    }

    /// <summary>Opens a capture file.</summary>
    /// <exception cref="IOException">The file could not be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <inheritdoc cref="TryOpen(Stream, out CaptureReader?, out CaptureError, CaptureReaderOptions?)"/>
    public static bool TryOpen(string path, [NotNullWhen(true)] out CaptureReader? reader, out CaptureError error, CaptureReaderOptions? options = null) =>
        TryOpen(
            new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan, Share = FileShare.ReadWrite }),
            out reader,
            out error,
            options);

    /// <summary>Reads the next packet.</summary>
    /// <param name="packet">A view of it, valid until the next call.</param>
    /// <returns>False at the end of the capture, or of what can be read of it: see <see cref="Error"/>.</returns>
    public abstract bool TryRead(out CapturedPacket packet);

    /// <summary>Closes the stream.</summary>
    public void Dispose()
    {
        Input.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends reading with an error about what comes next in the input.</summary>
    private protected bool Fail(CaptureFault fault, long value)
    {
        Error = new CaptureError(fault, Input.Offset, value);
        return false;
    }

    /// <summary>Ends reading where the input ended: an error, unless that is between two records.</summary>
    /// <param name="available">How many bytes of the next record are there.</param>
    private protected bool End(int available)
    {
        Error = EndOf(Input, available);
        return false;
    }

    private static CaptureReader? Recognize(CaptureInput input, CaptureReaderOptions options, out CaptureError error)
    {
        error = default;
        if (!input.TryPeek(MagicSize, out ReadOnlySpan<byte> magic))
        {
            error = EndOf(input, magic.Length);
            if (error.IsNone)
            {
                error = new CaptureError(CaptureFault.Truncated, 0, 0);
            }

            return null;
        }

        if (PcapngReader.IsSectionHeader(magic))
        {
            return new PcapngReader(input, options);
        }

        if (PcapFileHeader.IsMagic(magic))
        {
            return new PcapReader(input, options);
        }

        error = new CaptureError(CaptureFault.NotACapture, 0, 0);
        return null;
    }

    private static CaptureError EndOf(CaptureInput input, int available) =>
        input.IsCorrupt ? new CaptureError(CaptureFault.CorruptCompression, input.Offset, available)
        : available > 0 ? new CaptureError(CaptureFault.Truncated, input.Offset, available)
        : default;
}
