using HeaderSpec.Model;

namespace HeaderSpec.Reading;

/// <summary>What a type's <c>meta</c> says of fields that do not say it themselves; types inside it inherit it.</summary>
/// <param name="HasEndian">Whether a byte order is given at all.</param>
/// <param name="Switch">The byte order that is found at run time; null where it is fixed.</param>
/// <param name="Encoding">The encoding of text; empty for none.</param>
internal sealed record TypeDefaults(bool HasEndian, bool IsLittleEndian, bool IsLittleBitEndian, EndianSwitch? Switch, string Encoding)
{
    public static readonly TypeDefaults None = new(false, false, false, null, "");
}
