using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Draws a header as the RFCs do: rows of 32 bits, two columns a bit.</summary>
internal static class HeaderDiagram
{
    private const int RowBits = 32;

    public static IEnumerable<string> Draw(TypeModel type)
    {
        FieldModel[] fields = [.. type.FixedFields];
        int bits = type.FixedSize * 8;
        yield return " 0                   1                   2                   3";
        yield return " 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1";
        for (int row = 0; row < bits; row += RowBits)
        {
            yield return Border(fields, row, Math.Min(RowBits, bits - row));
            yield return Cells(fields, row, Math.Min(RowBits, bits - row));
        }

        int lastRow = bits % RowBits == 0 ? RowBits : bits % RowBits;
        yield return Rule(bits == 0 ? RowBits : lastRow);
        foreach (FieldModel field in type.VariableFields)
        {
            yield return "|" + Center(field.Id + " ...", (RowBits * 2) - 1) + "|";
            yield return Rule(RowBits);
        }
    }

    private static string Rule(int bits) => "+" + new string('-', (bits * 2) - 1) + "+";

    // The line above a row: a field that goes on from the row before leaves its part open.
    private static string Border(FieldModel[] fields, int row, int width)
    {
        char[] line = [.. Rule(Math.Max(width, row == 0 ? width : RowBits))];
        foreach (FieldModel field in fields)
        {
            int start = field.BitOffset - row;
            int end = start + field.BitSize;
            foreach (int edge in new[] { start, end, start + RowBits, end + RowBits })
            {
                bool inRow = edge > 0 && edge < RowBits && edge * 2 < line.Length;
                if (inRow)
                {
                    line[edge * 2] = '+';
                }
            }

            if (start < 0 && end > 0)
            {
                int from = Math.Max(0, start + RowBits);
                int to = Math.Min(width, end);
                for (int i = (from * 2) + 1; i < to * 2 && i < line.Length; i++)
                {
                    line[i] = ' ';
                }
            }
        }

        return new string(line);
    }

    private static string Cells(FieldModel[] fields, int row, int width)
    {
        char[] line = [.. new string(' ', (width * 2) + 1)];
        line[0] = '|';
        line[width * 2] = '|';
        foreach (FieldModel field in fields)
        {
            int start = field.BitOffset - row;
            int end = start + field.BitSize;
            if (end <= 0 || start >= width)
            {
                continue;
            }

            int from = Math.Max(0, start);
            int to = Math.Min(width, end);
            line[from * 2] = '|';
            line[to * 2] = '|';
            if (start >= 0)
            {
                string label = Center(Label(field, ((to - from) * 2) - 1), ((to - from) * 2) - 1);
                label.CopyTo(0, line, (from * 2) + 1, label.Length);
            }
        }

        return new string(line);
    }

    private static string Label(FieldModel field, int room) =>
        field.Id.Length <= room ? field.Id : room == 1 ? field.Id.Substring(0, 1).ToUpperInvariant() : field.Id.Substring(0, room);

    private static string Center(string text, int width)
    {
        int left = Math.Max(0, (width - text.Length) / 2);
        return (new string(' ', left) + text).PadRight(width);
    }
}
