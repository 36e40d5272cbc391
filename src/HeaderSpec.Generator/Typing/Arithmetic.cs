using System.Globalization;
using System.Numerics;

namespace HeaderSpec.Typing;

/// <summary>The integer operators, with Kaitai's meaning: no overflow, division towards minus infinity, remainders that are not negative.</summary>
internal static class Arithmetic
{
    private static readonly IntegerType Widest = new(-(BigInteger.One << 127), (BigInteger.One << 127) - 1);

    public static TypedExpression Literal(BigInteger value)
    {
        IntegerType type = new(value, value);
        string digits = value.ToString(CultureInfo.InvariantCulture);
        return new TypedExpression(type.CSharp switch { "long" => digits + "L", "ulong" => digits + "UL", _ => digits }, type, type.CSharp!);
    }

    /// <summary>The expression in a C# type that can hold its values.</summary>
    public static string As(string wanted, TypedExpression value) => value.CSharp == wanted ? value.Operand : $"({wanted}){value.Operand}";

    public static TypedExpression Negate(TypedExpression operand)
    {
        IntegerType type = (IntegerType)operand.Type;
        IntegerType result = new(-type.Max, -type.Min);
        string computed = Computed(result, type);
        return new TypedExpression($"-{As(computed, operand)}", result, computed, IsAtomic: false, operand.CanFault);
    }

    public static TypedExpression Complement(TypedExpression operand)
    {
        IntegerType type = (IntegerType)operand.Type;
        IntegerType result = new(-type.Max - 1, -type.Min - 1);
        string computed = Computed(result, type);
        return new TypedExpression($"~{As(computed, operand)}", result, computed, IsAtomic: false, operand.CanFault);
    }

    /// <summary>The result of an operator; null where it may need more than 128 bits.</summary>
    public static TypedExpression? Binary(string op, TypedExpression left, TypedExpression right)
    {
        IntegerType l = (IntegerType)left.Type;
        IntegerType r = (IntegerType)right.Type;
        bool canFault = left.CanFault || right.CanFault;
        switch (op)
        {
            case "<" or ">" or "<=" or ">=" or "==" or "!=":
                return new TypedExpression(Infix(op, left, right, Computed(l, r)), ExpressionType.Boolean, "bool", IsAtomic: false, canFault);

            case "/" or "%":
                return Divide(op, left, right);

            case "<<" or ">>":
                return Shift(op, left, right);
        }

        IntegerType result = op switch
        {
            "+" => new IntegerType(l.Min + r.Min, l.Max + r.Max),
            "-" => new IntegerType(l.Min - r.Max, l.Max - r.Min),
            "*" => Corners(l, r, (a, b) => a * b),
            "&" when l.Min.Sign >= 0 || r.Min.Sign >= 0 => new IntegerType(0, l.Min.Sign < 0 ? r.Max : r.Min.Sign < 0 ? l.Max : BigInteger.Min(l.Max, r.Max)),
            _ when l.Min.Sign >= 0 && r.Min.Sign >= 0 => new IntegerType(0, Ones(BigInteger.Max(l.Max, r.Max))),
            _ => Signed(l.Union(r)),
        };
        return Computed(result, l.Union(r)) is { Length: > 0 } computed
            ? new TypedExpression(Infix(op, left, right, computed), result, computed, IsAtomic: false, canFault)
            : null;
    }

    private static string Infix(string op, TypedExpression left, TypedExpression right, string computed) => $"{Implicitly(computed, left)} {op} {Implicitly(computed, right, left)}";

    // C# widens small integers by itself; a cast is needed where it would compute in another type.
    private static string Implicitly(string computed, TypedExpression value, TypedExpression? other = null)
    {
        bool isSmall = value.CSharp is "byte" or "sbyte" or "short" or "ushort" or "int";
        bool isImplied = computed switch
        {
            "int" => isSmall,
            "long" => value.CSharp == "long" || (other is not null && (isSmall || value.CSharp == "uint")),
            _ => value.CSharp == computed,
        };
        return isImplied ? value.Operand : $"({computed}){value.Operand}";
    }

    private static string Computed(IntegerType first, IntegerType second) => first.Union(second).CSharp ?? "";

    private static TypedExpression Divide(string op, TypedExpression left, TypedExpression right)
    {
        IntegerType l = (IntegerType)left.Type;
        IntegerType r = (IntegerType)right.Type;
        bool isPlain = l.Min.Sign >= 0 && r.Min.Sign > 0;
        BigInteger largest = BigInteger.Max(BigInteger.Abs(l.Min), BigInteger.Abs(l.Max));
        BigInteger divisor = BigInteger.Max(BigInteger.Abs(r.Min), BigInteger.Abs(r.Max));
        IntegerType result = op == "%" ? new IntegerType(0, BigInteger.Max(0, divisor - 1))
            : isPlain ? new IntegerType(l.Min / r.Max, l.Max / r.Min)
            : new IntegerType(-largest - 1, largest);
        string computed = Computed(l, r.Union(result));
        bool mayBeZero = r.Min.Sign <= 0 && (op == "%" || r.Max.Sign >= 0);
        bool canFault = left.CanFault || right.CanFault || mayBeZero;
        if (isPlain)
        {
            return new TypedExpression(Infix(op, left, right, computed), result, computed, IsAtomic: false, canFault);
        }

        string method = op == "%" ? "Modulo" : "Divide";
        string code = $"HeaderArithmetic.{method}<{computed}>({left.Code}, {right.Code}{(mayBeZero ? ", ref fault" : "")})";
        return new TypedExpression(code, result, computed, IsAtomic: true, canFault);
    }

    private static TypedExpression? Shift(string op, TypedExpression left, TypedExpression right)
    {
        IntegerType l = (IntegerType)left.Type;
        IntegerType r = (IntegerType)right.Type;
        bool canFault = left.CanFault || right.CanFault;
        bool isBounded = r.Min.Sign >= 0 && r.Max < 127;
        if (isBounded)
        {
            int low = (int)r.Min;
            int high = (int)r.Max;
            IntegerType result = op == "<<"
                ? new IntegerType(BigInteger.Min(l.Min << low, l.Min << high), BigInteger.Max(l.Max << low, l.Max << high))
                : new IntegerType(BigInteger.Min(l.Min >> low, l.Min >> high), BigInteger.Max(l.Max >> low, l.Max >> high));
            string computed = Computed(result, l);
            int width = computed switch { "int" => 32, "long" or "ulong" => 64, _ => 128 };
            computed = high < width ? computed : high < 64 ? "long" : "Int128";
            if (computed.Length > 0)
            {
                bool fits = left.CSharp == computed || (computed == "int" && left.CSharp is "byte" or "sbyte" or "short" or "ushort");
                return new TypedExpression($"{(fits ? left.Operand : As(computed, left))} {op} {(r.Max <= int.MaxValue && right.CSharp is not ("long" or "ulong" or "uint" or "Int128") ? right.Operand : "(int)" + right.Operand)}", result, computed, IsAtomic: false, canFault);
            }
        }

        string method = op == "<<" ? "ShiftLeft" : "ShiftRight";
        return new TypedExpression($"HeaderArithmetic.{method}({left.Code}, {right.Code}, ref fault)", op == "<<" ? Widest : Signed(l), "Int128", IsAtomic: true, CanFault: true);
    }

    private static IntegerType Corners(IntegerType l, IntegerType r, Func<BigInteger, BigInteger, BigInteger> op)
    {
        BigInteger[] corners = [op(l.Min, r.Min), op(l.Min, r.Max), op(l.Max, r.Min), op(l.Max, r.Max)];
        return new IntegerType(corners.Min(), corners.Max());
    }

    private static BigInteger Ones(BigInteger value)
    {
        BigInteger ones = BigInteger.Zero;
        while (ones < value)
        {
            ones = (ones << 1) + 1;
        }

        return ones;
    }

    private static IntegerType Signed(IntegerType type)
    {
        BigInteger ones = Ones(BigInteger.Max(type.Max, -type.Min - 1));
        return new IntegerType(type.Min.Sign < 0 ? -ones - 1 : 0, ones);
    }
}
