namespace HeaderSpec.Syntax;

/// <summary>A range on one line of a spec file, counted from zero.</summary>
internal readonly record struct SourcePosition(int Line, int Column, int Length)
{
    /// <summary>A part of the range.</summary>
    public SourcePosition Part(int start, int length) => new(Line, Column + start, Math.Max(1, length));
}
