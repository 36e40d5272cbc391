using System.Buffers.Binary;
using TcpCodec;

namespace TcpEngine;

/// <summary>The Fast Open option: kind 34, or the experimental kind 254 with a magic number, as it was before the number was assigned.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc7413#section-4.1.1">RFC 7413, section 4.1.1</see></remarks>
internal static class FastOpenOption
{
    /// <summary>The kind of experiments (RFC 6994).</summary>
    public const TcpOptionKind ExperimentalKind = TcpOptionKind.Experiment2;

    /// <summary>The option's kind.</summary>
    public const TcpOptionKind Kind = TcpOptionKind.FastOpen;

    private const ushort ExperimentalMagic = 0xf989; // RFC 7413, section 9
    private const int HeaderSize = 2;
    private const int MagicSize = 2;

    /// <summary>Whether an option is a Fast Open option that counts; one of a length that is not allowed does not.</summary>
    public static bool IsValid(in TcpOption option)
    {
        ReadOnlySpan<byte> body = option.Body;
        return option.Kind == Kind ? FastOpenCookie.IsSize(body.Length)
            : option.Kind == ExperimentalKind && body.Length >= MagicSize && BinaryPrimitives.ReadUInt16BigEndian(body) == ExperimentalMagic && FastOpenCookie.IsSize(body.Length - MagicSize);
    }

    /// <summary>The cookie of an option that <see cref="IsValid"/>.</summary>
    /// <param name="option">The whole option, from its kind on.</param>
    public static FastOpenCookie Read(ReadOnlySpan<byte> option)
    {
        bool isExperimental = option[0] == (byte)ExperimentalKind;
        return new FastOpenCookie(option[(HeaderSize + (isExperimental ? MagicSize : 0))..], isExperimental);
    }

    /// <summary>Adds the option, with NOPs behind it up to a word's end.</summary>
    public static void Write(ref TcpHeaderWriter tcp, in FastOpenCookie cookie)
    {
        Span<byte> option = stackalloc byte[HeaderSize + MagicSize + FastOpenCookie.MaximumSize];
        int size = HeaderSize;
        if (cookie.IsExperimental)
        {
            BinaryPrimitives.WriteUInt16BigEndian(option[HeaderSize..], ExperimentalMagic);
            size += MagicSize;
        }

        size += cookie.CopyTo(option[size..]);
        option[0] = (byte)(cookie.IsExperimental ? ExperimentalKind : Kind);
        option[1] = (byte)size;
        tcp.AddOption(option[..size]);
        for (; size % 4 != 0; size++)
        {
            tcp.AddNop();
        }
    }
}
