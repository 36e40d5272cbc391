using HeaderSpec.Expressions;
using HeaderSpec.Model;

namespace HeaderSpec.Emit.Walked;

/// <summary>Fields one after the other at constant distances: one check proves the bounds of all.</summary>
/// <param name="Anchor">The C# of the offset at which the run begins.</param>
/// <param name="Fields">The fields, with their places from the run's start.</param>
/// <param name="Size">The run's length, in bytes.</param>
internal sealed record Run(string Anchor, IReadOnlyList<FieldModel> Fields, int Size);

/// <summary>A part of a walked type, in wire order: a run, a field of variable size or place, or bits of which some may be absent or repeated.</summary>
/// <param name="Run">The run; null for another part.</param>
/// <param name="Field">The field of variable size; null for another part.</param>
/// <param name="Bits">The bits; empty for another part.</param>
/// <param name="Start">The C# of the offset at which the part begins.</param>
/// <param name="End">The name of the C# field that holds where the part ends; empty after a run.</param>
internal sealed record Part(Run? Run, FieldModel? Field, IReadOnlyList<FieldModel> Bits, string Start, string End);

/// <summary>How a walked type is cut into parts.</summary>
internal sealed class WalkedLayout
{
    private readonly Dictionary<string, Part> _partOf = new(StringComparer.Ordinal);

    public WalkedLayout(TypeModel type)
    {
        List<Part> parts = [];
        string start = "_start";
        for (int i = 0; i < type.Fields.Count;)
        {
            FieldModel field = type.Fields[i];
            FieldModel[] bits = [.. type.Fields.Skip(i).TakeWhile(next => next.Kind == FieldKind.Bits)];
            if (bits.Any(IsAnywhere))
            {
                string end = EndName(bits[bits.Length - 1]);
                Add(parts, new Part(null, null, bits, start, end), bits);
                start = end;
                i += bits.Length;
            }
            else if (FixedBits(field) is null)
            {
                string end = EndName(field);
                Add(parts, new Part(null, field, [], start, end), [field]);
                start = end;
                i++;
            }
            else
            {
                Run run = TakeRun(type, i, start);
                Add(parts, new Part(run, null, [], start, ""), run.Fields);
                start = run.Size == 0 ? start : $"{start} + {run.Size}";
                i += run.Fields.Count;
            }
        }

        Parts = parts;
    }

    public IReadOnlyList<Part> Parts { get; }

    /// <summary>The part that a field belongs to.</summary>
    public Part PartOf(FieldModel field) => _partOf[field.Id];

    /// <summary>The field with its place in its run.</summary>
    public FieldModel Placed(FieldModel field) => PartOf(field).Run?.Fields.First(other => other.Id == field.Id) ?? field;

    /// <summary>The width of a field that is always there with a constant size; null for another.</summary>
    public static int? FixedBits(FieldModel field) => field switch
    {
        _ when field.Condition is not null || field.IsRepeated => null,
        { Kind: FieldKind.Integer or FieldKind.Bits or FieldKind.Float } => field.BitSize,
        { Kind: FieldKind.Bytes, Contents.Count: > 0 } => field.Contents.Count * 8,
        { Kind: FieldKind.Bytes or FieldKind.Text, Size: IntegerLiteral { Value: var size } } when size < 1 << 20 => (int)size * 8,
        _ => null,
    };

    // Bits that move those after them.
    private static bool IsAnywhere(FieldModel bits) => bits.Condition is not null || bits.IsRepeated;

    private static string EndName(FieldModel field) => $"_{Names.Stem(field.Id)}End";

    private static Run TakeRun(TypeModel type, int from, string start)
    {
        List<FieldModel> taken = [];
        int at = 0;
        for (int i = from; i < type.Fields.Count; i++)
        {
            FieldModel field = type.Fields[i];
            bool startsFreeBits = field.Kind == FieldKind.Bits
                && (i == from || type.Fields[i - 1].Kind != FieldKind.Bits)
                && type.Fields.Skip(i).TakeWhile(next => next.Kind == FieldKind.Bits).Any(IsAnywhere);
            if (startsFreeBits || FixedBits(field) is not { } bits)
            {
                break;
            }

            at = field.Kind == FieldKind.Bits ? at : (at + 7) / 8 * 8;
            taken.Add(field with { IsFixed = true, BitOffset = at, BitSize = bits });
            at += bits;
        }

        return new Run(start, taken, (at + 7) / 8);
    }

    private void Add(List<Part> parts, Part part, IEnumerable<FieldModel> fields)
    {
        parts.Add(part);
        foreach (FieldModel field in fields)
        {
            _partOf[field.Id] = part;
        }
    }
}
