namespace HeaderSpec;

/// <summary>Why bytes could not be read as a header.</summary>
public enum ParseFault : byte
{
    /// <summary>No fault: the bytes are a valid header.</summary>
    None = 0,

    /// <summary>The bytes end before the field does.</summary>
    Truncated,

    /// <summary>A field holds a value that its specification forbids.</summary>
    InvalidValue,

    /// <summary>An element's length disagrees with the space that holds it.</summary>
    InvalidLength,
}
