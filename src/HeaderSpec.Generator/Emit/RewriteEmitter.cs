using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Writes the member of a writer that reads bytes and writes them elsewhere, which generic code could not: ref structs are no type arguments.</summary>
internal static class RewriteEmitter
{
    /// <param name="type">What is read and written.</param>
    /// <param name="isFixedFirst">Whether the writer wants room for the fixed part at once.</param>
    /// <param name="code">Where to.</param>
    public static void Emit(TypeModel type, bool isFixedFirst, CodeWriter code)
    {
        code.Line();
        code.Line("/// <summary>Reads bytes and writes what was read, field by field: they come out as they came in. For round trips.</summary>");
        code.Line($"/// <param name=\"bytes\">A <see cref=\"{type.Name}\"/>.</param>");
        code.Line("/// <param name=\"buffer\">Where to write, other memory than the bytes.</param>");
        code.Line("/// <param name=\"written\">How many bytes were written.</param>");
        code.Line("/// <returns>False where the bytes cannot be read, or the buffer is too small; its content then means nothing.</returns>");
        code.Open("public static bool TryRewrite(ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written)");
        code.Line("written = 0;");
        code.Open($"if ({(isFixedFirst ? $"buffer.Length < {type.Name}.FixedSize || " : "")}!{type.Name}.TryParse(bytes, out {type.Name} view, out _))");
        code.Line("return false;");
        code.Close();
        code.Line();
        code.Line($"{type.Name}Writer writer = new(buffer);");
        code.Line("writer.CopyFrom(view);");
        code.Line("return writer.TryFinish(out written);");
        code.Close();
    }
}
