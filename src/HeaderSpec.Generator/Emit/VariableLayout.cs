using HeaderSpec.Expressions;
using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Where the fields after the fixed part begin and end, as sums that are folded as far as they go.</summary>
internal sealed class VariableLayout(TypeModel type)
{
    public TypeModel Type => type;

    /// <summary>A byte offset: a folded sum, and the sizes of earlier fields that may be absent or are no sums.</summary>
    internal sealed record Offset(LinearForm Form, IReadOnlyList<FieldModel> Others)
    {
        public string Emit(ExpressionEmitter expressions)
        {
            string text = expressions.Emit(Form);
            foreach (FieldModel other in Others)
            {
                string size = SizeOf(other) is { } form ? expressions.Emit(form) : expressions.Emit(other.Size!);
                text += other.Condition is null ? $" + ({size})" : $" + ({expressions.Emit(other.Condition)} ? {size} : 0)";
            }

            return text;
        }
    }

    public Offset StartOf(FieldModel field) => Sum(type.VariableFields.TakeWhile(f => f.Id != field.Id), field.Condition);

    /// <summary>Where the field ends; null where that is the end of the bytes.</summary>
    public Offset? EndOf(FieldModel field) =>
        field.IsSizeToEnd || field.Repeat != RepeatKind.None && field.Size is null
            ? null
            : Sum(type.VariableFields.TakeWhile(f => f.Id != field.Id).Append(field), field.Condition);

    public bool IsLast(FieldModel field) => type.VariableFields.Last().Id == field.Id;

    /// <summary>The least value that a sum can have, by the widths and <c>valid</c> rules of its fields.</summary>
    public long MinimumOf(LinearForm form) =>
        form.Constant + form.Coefficients.Sum(term => term.Value * (term.Value > 0 ? MinimumOf(term.Key) : MaximumOf(term.Key)));

    private static LinearForm? SizeOf(FieldModel field) =>
        field.IsNumber ? LinearForm.Of(field.BitSize / 8) : field.Size is null ? null : LinearForm.Of(field.Size);

    private Offset Sum(IEnumerable<FieldModel> before, Expression? condition)
    {
        LinearForm form = LinearForm.Of(type.FixedSize);
        List<FieldModel> others = [];
        foreach (FieldModel field in before)
        {
            bool isThere = field.Condition is null || field.Condition == condition;
            if (isThere && SizeOf(field) is { } size)
            {
                form = form.Plus(size);
            }
            else
            {
                others.Add(isThere ? field with { Condition = null } : field);
            }
        }

        return new Offset(form, others);
    }

    private long MinimumOf(string id)
    {
        FieldModel field = type.Fields.First(f => f.Id == id);
        return field.Valid.Where(rule => rule.Operator is ">=" or "==").Select(rule => rule.Operands[0]).OfType<IntegerLiteral>()
            .Select(literal => (long)literal.Value).DefaultIfEmpty(field.IsSigned ? -(1L << (field.BitSize - 1)) : 0).Max();
    }

    private long MaximumOf(string id)
    {
        FieldModel field = type.Fields.First(f => f.Id == id);
        int bits = Math.Min(62, field.BitSize - (field.IsSigned ? 1 : 0));
        return field.Valid.Where(rule => rule.Operator is "<=" or "==").Select(rule => rule.Operands[0]).OfType<IntegerLiteral>()
            .Select(literal => (long)literal.Value).DefaultIfEmpty((1L << bits) - 1).Min();
    }
}
