namespace HeaderSpec;

/// <summary>The encodings that a specification can give its text.</summary>
public enum TextEncoding : byte
{
    /// <summary>UTF-8.</summary>
    Utf8,

    /// <summary>ASCII; other bytes become the characters of their numbers.</summary>
    Ascii,

    /// <summary>UTF-16, the low byte first.</summary>
    Utf16LittleEndian,

    /// <summary>UTF-16, the high byte first.</summary>
    Utf16BigEndian,

    /// <summary>ISO 8859-1.</summary>
    Latin1,
}
