using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>The comment above a type: what it is, the RFC's drawing, and where to read on.</summary>
internal static class TypeDocs
{
    public static void Emit(CodeWriter code, TypeModel type, string summary, bool withDiagram)
    {
        code.Line($"/// <summary>{summary}</summary>");
        if (!withDiagram && type.References.Count == 0)
        {
            return;
        }

        code.Line("/// <remarks>");
        if (withDiagram)
        {
            code.Line("/// <code>");
            foreach (string line in HeaderDiagram.Draw(type))
            {
                code.Line("/// " + DocText.Escape(line));
            }

            code.Line("/// </code>");
        }

        foreach (string url in type.References)
        {
            code.Line("/// " + DocText.Link(url));
        }

        code.Line("/// </remarks>");
    }
}
