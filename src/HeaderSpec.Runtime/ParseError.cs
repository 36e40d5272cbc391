using System.Runtime.CompilerServices;

namespace HeaderSpec;

/// <summary>A parse failure: what is wrong, with which field of the specification, at which byte.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Field">The path of the field in the specification, as <c>/seq/data_offset</c>. A literal: nothing is allocated.</param>
/// <param name="Offset">The byte offset, from the start of the header, at which parsing stopped.</param>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)] // else a parser that is inlined clears room on the stack for each error that it could make
public readonly record struct ParseError(ParseFault Fault, string Field, int Offset)
{
    /// <inheritdoc/>
    public override string ToString() => Fault == ParseFault.None ? "ok" : $"{Fault} at byte {Offset}: {Field}";
}
