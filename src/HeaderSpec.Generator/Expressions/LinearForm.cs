namespace HeaderSpec.Expressions;

/// <summary>A sum of fields times constants, plus a constant: <c>data_offset * 4 - 20</c>. What folding and deriving a writer need.</summary>
internal sealed class LinearForm
{
    private readonly SortedDictionary<string, long> _coefficients = new(StringComparer.Ordinal);

    private LinearForm(long constant) => Constant = constant;

    public long Constant { get; private set; }

    /// <summary>The factor of each field that occurs, without those of factor 0.</summary>
    public IReadOnlyDictionary<string, long> Coefficients => _coefficients;

    public bool IsConstant => _coefficients.Count == 0;

    public static LinearForm Of(long constant) => new(constant);

    /// <summary>The linear form of an expression; null where it is not linear.</summary>
    public static LinearForm? Of(Expression expression)
    {
        switch (expression)
        {
            case IntegerLiteral { Value: var value } when value <= int.MaxValue:
                return new LinearForm((long)value);

            case NameExpression name when name.Name[0] != '_':
                LinearForm form = new(0);
                form._coefficients[name.Name] = 1;
                return form;

            case UnaryExpression { Operator: "-" } negation:
                return Of(negation.Operand)?.Times(-1);

            case BinaryExpression binary:
                LinearForm? left = Of(binary.Left);
                LinearForm? right = Of(binary.Right);
                return (left, right, binary.Operator) switch
                {
                    (null, _, _) or (_, null, _) => null,
                    (_, _, "+") => left.Plus(right),
                    (_, _, "-") => left.Plus(right.Times(-1)),
                    (_, { IsConstant: true }, "*") => left.Times(right.Constant),
                    ({ IsConstant: true }, _, "*") => right.Times(left.Constant),
                    (_, { IsConstant: true, Constant: >= 0 and < 32 }, "<<") => left.Times(1L << (int)right.Constant),
                    _ => null,
                };

            default:
                return null;
        }
    }

    public LinearForm Plus(LinearForm other)
    {
        LinearForm sum = Times(1);
        sum.Constant += other.Constant;
        foreach (KeyValuePair<string, long> term in other._coefficients)
        {
            sum._coefficients.TryGetValue(term.Key, out long before);
            sum._coefficients[term.Key] = before + term.Value;
            if (before + term.Value == 0)
            {
                sum._coefficients.Remove(term.Key);
            }
        }

        return sum;
    }

    public LinearForm Times(long factor)
    {
        LinearForm product = new(Constant * factor);
        foreach (KeyValuePair<string, long> term in _coefficients)
        {
            if (factor != 0)
            {
                product._coefficients[term.Key] = term.Value * factor;
            }
        }

        return product;
    }
}
