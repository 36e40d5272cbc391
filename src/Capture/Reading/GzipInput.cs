using System.IO.Compression;

namespace Capture.Reading;

/// <summary>Captures in gzip.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</see></remarks>
internal static class GzipInput
{
    // Without it the framework takes a gzip file that was cut off for one that is whole. It is read once, when a process first decompresses anything.
    static GzipInput() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>Whether a file begins as gzip does (section 2.3.1).</summary>
    public static bool IsMagic(ReadOnlySpan<byte> start) => start is [0x1f, 0x8b, ..];

    /// <summary>What is in a gzip stream.</summary>
    public static Stream Open(Stream compressed) => new GZipStream(compressed, CompressionMode.Decompress);
}
