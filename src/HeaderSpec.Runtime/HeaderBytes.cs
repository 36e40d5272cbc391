namespace HeaderSpec;

/// <summary>Bytes that end with a terminator or with padding.</summary>
public static class HeaderBytes
{
    /// <summary>Where the terminator begins, in steps of its own length; -1 where there is none.</summary>
    public static int IndexOf(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> terminator)
    {
        if (terminator.Length == 1)
        {
            return bytes.IndexOf(terminator[0]);
        }

        for (int at = 0; at + terminator.Length <= bytes.Length; at += terminator.Length)
        {
            if (bytes.Slice(at, terminator.Length).SequenceEqual(terminator))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>The bytes up to the terminator, and with it where <paramref name="include"/>; all of them where there is none.</summary>
    public static ReadOnlySpan<byte> Terminate(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> terminator, bool include)
    {
        int end = IndexOf(bytes, terminator);
        return end < 0 ? bytes : bytes[..(include ? end + terminator.Length : end)];
    }

    /// <summary>The bytes without those of that value at the end.</summary>
    public static ReadOnlySpan<byte> TrimRight(ReadOnlySpan<byte> bytes, byte padding) => bytes.TrimEnd(padding);
}
