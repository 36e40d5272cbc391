using HeaderSpec.Expressions;
using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>The fixed part of a header that has just been started: zero but for what the specification fixes.</summary>
internal static class FixedPart
{
    public static byte[] Of(TypeModel type)
    {
        byte[] bytes = new byte[type.FixedSize];
        foreach (FieldModel field in type.FixedFields)
        {
            if (field.Contents.Count > 0)
            {
                field.Contents.ToArray().CopyTo(bytes, field.ByteOffset);
            }
            else if (field.IsNumber && field.Valid.FirstOrDefault(rule => rule.Operator is "==" or ">=") is { } rule && rule.Operands[0] is IntegerLiteral literal)
            {
                Store(bytes, field, (long)literal.Value);
            }
        }

        return bytes;
    }

    private static void Store(byte[] bytes, FieldModel field, long value)
    {
        for (int i = 0; i < field.BitSize; i++)
        {
            // The i-th bit from the low end: in a little-endian integer whole bytes come in the other order.
            int bit = field.IsLittleEndian ? field.BitOffset + (i / 8 * 8) + 7 - (i % 8) : field.BitOffset + field.BitSize - 1 - i;
            bytes[bit / 8] |= (byte)(((value >> i) & 1) << (7 - (bit % 8)));
        }
    }
}
