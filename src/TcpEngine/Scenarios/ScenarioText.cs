namespace TcpEngine;

/// <summary>
/// What scenarios send: lines of 64 characters that begin with their number, so that each octet can be checked by its place alone and a followed stream can be
/// read.
/// </summary>
internal static class ScenarioText
{
    private const int LineLength = 64;
    private const int NumberLength = 8;

    /// <summary>Fills in the text from a position on.</summary>
    public static void Fill(Span<byte> destination, long position)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = At(position + i);
        }
    }

    /// <summary>Whether this is the text from a position on.</summary>
    public static bool Matches(ReadOnlySpan<byte> text, long position)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != At(position + i))
            {
                return false;
            }
        }

        return true;
    }

    private static byte At(long position)
    {
        long line = position / LineLength;
        int column = (int)(position % LineLength);
        return column switch
        {
            < NumberLength => (byte)"0123456789abcdef"[(int)((line >> (4 * (NumberLength - 1 - column))) & 0xf)],
            NumberLength => (byte)' ',
            LineLength - 1 => (byte)'\n',
            _ => (byte)('a' + ((line + column) % 26)),
        };
    }
}
