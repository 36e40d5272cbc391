using System.Buffers.Binary;
using TcpCodec;

namespace TcpEngine;

/// <summary>
/// The option of accurate ECN feedback: byte counters, the low 24 bits of each, in one of two orders; the last ones may be left out.
/// </summary>
/// <param name="IsOrder1">Whether it is ECT(1), CE, ECT(0), not ECT(0), CE, ECT(1).</param>
/// <param name="Fields">How many counters there are, 0 to 3.</param>
/// <param name="Counters">The counters; of those that are not there, nothing.</param>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc9768#section-3.2.3">RFC 9768, section 3.2.3</see></remarks>
internal readonly record struct AccurateEcnOption(bool IsOrder1, int Fields, EcnCounters Counters)
{
    /// <summary>How many counters there can be.</summary>
    public const int MostFields = 3;

    /// <summary>What it takes with all of them, filled up to words, in bytes.</summary>
    public const int GreatestSize = 12;

    private const int HeaderSize = 2;
    private const int FieldSize = 3;

    /// <summary>Whether it has the counter of ECT(0).</summary>
    public bool HasEct0 => Fields >= (IsOrder1 ? 3 : 1);

    /// <summary>Whether it has the counter of CE.</summary>
    public bool HasCe => Fields >= 2;

    /// <summary>Whether it has the counter of ECT(1).</summary>
    public bool HasEct1 => Fields >= (IsOrder1 ? 1 : 3);

    /// <summary>What it takes with what fills it up to words, in bytes.</summary>
    public int PaddedSize => (HeaderSize + (Fields * FieldSize) + 3) & ~3;

    /// <summary>How many counters fit.</summary>
    /// <param name="room">The room for the option, in bytes; at least 2.</param>
    public static int FieldsIn(int room) => Math.Clamp((room - HeaderSize) / FieldSize, 0, MostFields);

    /// <summary>Reads one. Of a length that cannot be, the whole counters in it count: the rest is padding (section 3.2.3).</summary>
    public static AccurateEcnOption Read(in TcpOption option)
    {
        ReadOnlySpan<byte> body = option.Body;
        int fields = Math.Min(MostFields, body.Length / FieldSize);
        uint first = fields > 0 ? Field(body) : 0;
        uint second = fields > 1 ? Field(body[FieldSize..]) : 0;
        uint third = fields > 2 ? Field(body[(2 * FieldSize)..]) : 0;
        bool isOrder1 = option.Kind == TcpOptionKind.AccEcnOrder1;
        return new AccurateEcnOption(isOrder1, fields, new EcnCounters { Ect0Bytes = isOrder1 ? third : first, CeBytes = second, Ect1Bytes = isOrder1 ? first : third });
    }

    /// <summary>Writes it, and what fills it up to words.</summary>
    /// <param name="tcp">The header.</param>
    /// <param name="room">How many bytes options may still take.</param>
    public void Write(ref TcpHeaderWriter tcp, int room)
    {
        if (room < HeaderSize)
        {
            return;
        }

        Span<byte> option = stackalloc byte[HeaderSize + (MostFields * FieldSize)];
        int fields = Math.Min(Fields, FieldsIn(room));
        int size = HeaderSize + (fields * FieldSize);
        option[0] = (byte)(IsOrder1 ? TcpOptionKind.AccEcnOrder1 : TcpOptionKind.AccEcnOrder0);
        option[1] = (byte)size;
        SetField(option[HeaderSize..], IsOrder1 ? Counters.Ect1Bytes : Counters.Ect0Bytes);
        SetField(option[(HeaderSize + FieldSize)..], Counters.CeBytes);
        SetField(option[(HeaderSize + (2 * FieldSize))..], IsOrder1 ? Counters.Ect0Bytes : Counters.Ect1Bytes);
        tcp.AddOption(option[..size]);
        for (int filled = size; filled % 4 != 0 && filled < room; filled++)
        {
            tcp.AddNop();
        }
    }

    private static uint Field(ReadOnlySpan<byte> bytes) => ((uint)bytes[0] << 16) | BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]);

    private static void SetField(Span<byte> bytes, uint value)
    {
        bytes[0] = (byte)(value >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[1..], (ushort)value);
    }
}
