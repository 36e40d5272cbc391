using System.Buffers.Binary;

namespace TcpEngine.Drill;

/// <summary>A script's TCP options as they stand on the wire.</summary>
internal static class TcpOptionBytes
{
    private const int FastOpenMagic = 0xf989; // RFC 7413, section 9

    /// <summary>How many bytes an option takes.</summary>
    public static int SizeOf(ScriptTcpOption option) => option.Kind switch
    {
        ScriptTcpOptionKind.Eol or ScriptTcpOptionKind.Nop => 1,
        ScriptTcpOptionKind.SackPermitted => 2,
        ScriptTcpOptionKind.WindowScale => 3,
        ScriptTcpOptionKind.MaximumSegmentSize => 4,
        ScriptTcpOptionKind.Timestamps or ScriptTcpOptionKind.Sack => 2 + (4 * option.Numbers.Count),
        ScriptTcpOptionKind.AccurateEcn0 or ScriptTcpOptionKind.AccurateEcn1 => 2 + (3 * option.Numbers.Count),
        ScriptTcpOptionKind.FastOpen or ScriptTcpOptionKind.Md5 => 2 + option.Bytes.Length,
        ScriptTcpOptionKind.FastOpenExperiment => 4 + option.Bytes.Length,
        _ => throw new ArgumentOutOfRangeException(nameof(option), option.Kind, "The option has no size."),
    };

    /// <summary>Writes an option whose numbers are already those of the wire.</summary>
    public static byte[] Of(ScriptTcpOption option)
    {
        byte[] bytes = new byte[SizeOf(option)];
        bytes[0] = (byte)option.Kind;
        if (bytes.Length == 1)
        {
            return bytes;
        }

        bytes[1] = (byte)bytes.Length;
        Span<byte> body = bytes.AsSpan(2);
        switch (option.Kind)
        {
            case ScriptTcpOptionKind.WindowScale:
                body[0] = (byte)option.Numbers[0];
                break;
            case ScriptTcpOptionKind.MaximumSegmentSize:
                BinaryPrimitives.WriteUInt16BigEndian(body, (ushort)option.Numbers[0]);
                break;
            case ScriptTcpOptionKind.Timestamps or ScriptTcpOptionKind.Sack:
                for (int i = 0; i < option.Numbers.Count; i++)
                {
                    BinaryPrimitives.WriteUInt32BigEndian(body[(4 * i)..], option.Numbers[i]);
                }

                break;
            case ScriptTcpOptionKind.AccurateEcn0 or ScriptTcpOptionKind.AccurateEcn1:
                for (int i = 0; i < option.Numbers.Count; i++)
                {
                    body[3 * i] = (byte)(option.Numbers[i] >> 16);
                    BinaryPrimitives.WriteUInt16BigEndian(body[((3 * i) + 1)..], (ushort)option.Numbers[i]);
                }

                break;
            case ScriptTcpOptionKind.FastOpenExperiment:
                BinaryPrimitives.WriteUInt16BigEndian(body, FastOpenMagic);
                option.Bytes.Span.CopyTo(body[2..]);
                break;
            default:
                option.Bytes.Span.CopyTo(body);
                break;
        }

        return bytes;
    }
}
