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

    /// <summary>An element's length disagrees with the space that holds it, or is negative.</summary>
    InvalidLength,

    /// <summary>An expression of the specification has no value: it divides by zero, or names an item that is not there.</summary>
    NoValue,

    /// <summary>The bytes end before the terminator of a field.</summary>
    Unterminated,

    /// <summary>A type holds itself more often than 64 times.</summary>
    TooDeep,

    /// <summary>A list has more than 65,536 items without a byte.</summary>
    Endless,
}
