using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TcpEngine;

/// <summary>A traffic key of TCP-AO: made of a master key and the connection's sockets and initial numbers, it makes the MACs of one direction.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc5925#section-5.2">RFC 5925, section 5.2</see>; <see href="https://www.rfc-editor.org/rfc/rfc5926#section-3">RFC 5926, section 3</see></remarks>
internal sealed class TrafficKey
{
    /// <summary>The length of a MAC as it is sent, in bytes.</summary>
    public const int MacSize = 12;

    private const int ContextSize = 16 + 16 + 2 + 2 + 4 + 4;

    private readonly byte[] _key;
    private readonly AesCmac? _cmac;

    private TrafficKey(byte[] key, AesCmac? cmac)
    {
        _key = key;
        _cmac = cmac;
    }

    /// <summary>The key itself.</summary>
    internal ReadOnlySpan<byte> Bytes => _key;

    /// <summary>Derives a traffic key.</summary>
    /// <param name="master">The master key, and how to use it.</param>
    /// <param name="source">Who sends.</param>
    /// <param name="destination">Who receives.</param>
    /// <param name="sourceInitial">The sender's initial sequence number.</param>
    /// <param name="destinationInitial">The receiver's; zero where it is not known yet, as in a SYN.</param>
    public static TrafficKey Derive(MasterKeyTuple master, TcpEndpoint source, TcpEndpoint destination, SequenceNumber sourceInitial, SequenceNumber destinationInitial)
    {
        ReadOnlySpan<byte> label = "TCP-AO"u8;
        bool isAes = master.Algorithm == AuthenticationAlgorithm.AesCmac128;
        int size = isAes ? AesCmac.Size : SHA1.HashSizeInBytes;
        Span<byte> input = stackalloc byte[1 + 6 + ContextSize + 2];
        input[0] = 1; // the counter: one block is enough
        label.CopyTo(input[1..]);
        int length = 1 + label.Length;
        length += source.Address.CopyTo(input[length..]);
        length += destination.Address.CopyTo(input[length..]);
        BinaryPrimitives.WriteUInt16BigEndian(input[length..], source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(input[(length + 2)..], destination.Port);
        BinaryPrimitives.WriteUInt32BigEndian(input[(length + 4)..], sourceInitial.Value);
        BinaryPrimitives.WriteUInt32BigEndian(input[(length + 8)..], destinationInitial.Value);
        BinaryPrimitives.WriteUInt16BigEndian(input[(length + 12)..], (ushort)(size * 8));
        input = input[..(length + 14)];
        byte[] key = new byte[size];
        if (!isAes)
        {
            ComputeHmac(master.MasterKey, input, key);
            return new TrafficKey(key, null);
        }

        Span<byte> derived = stackalloc byte[AesCmac.Size];
        DeriveMasterKey(master.MasterKey, derived);
        using AesCmac derivation = new(derived);
        derivation.Compute(input, key);
        return new TrafficKey(key, new AesCmac(key));
    }

    /// <summary>Computes the MAC of a message.</summary>
    /// <param name="message">What it covers (RFC 5925, section 5.1).</param>
    /// <param name="mac">Takes <see cref="MacSize"/> bytes.</param>
    public void Compute(ReadOnlySpan<byte> message, Span<byte> mac)
    {
        Span<byte> whole = stackalloc byte[SHA1.HashSizeInBytes];
        if (_cmac is null)
        {
            ComputeHmac(_key, message, whole);
        }
        else
        {
            _cmac.Compute(message, whole[..AesCmac.Size]);
        }

        whole[..MacSize].CopyTo(mac);
    }

    private static void ComputeHmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> code)
    {
#pragma warning disable CA5350 // RFC 5926 demands it, and HMAC does not rest on what SHA-1 has lost
        HMACSHA1.HashData(key, message, code);
#pragma warning restore CA5350
    }

    // AES takes keys of 16 bytes: any other length is brought to that (RFC 5926, section 3.1.1.2).
    private static void DeriveMasterKey(ReadOnlySpan<byte> masterKey, Span<byte> derived)
    {
        if (masterKey.Length == AesCmac.Size)
        {
            masterKey.CopyTo(derived);
            return;
        }

        Span<byte> zero = stackalloc byte[AesCmac.Size];
        zero.Clear();
        using AesCmac extractor = new(zero);
        extractor.Compute(masterKey, derived);
    }
}
