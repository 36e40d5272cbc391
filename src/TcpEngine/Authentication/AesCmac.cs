using System.Security.Cryptography;

namespace TcpEngine;

/// <summary>AES-CMAC with keys of 128 bits.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc4493#section-2.4">RFC 4493, section 2.4</see></remarks>
internal sealed class AesCmac : IDisposable
{
    /// <summary>The length of keys and of codes, in bytes.</summary>
    public const int Size = 16;

    private const int ChunkSize = 64 * Size;
    private const byte Reduction = 0x87; // RFC 4493, section 2.3

    private readonly ICryptoTransform _chain; // AES in CBC mode, which is CMAC but for what is done to the last block
    private readonly byte[] _chunk = new byte[ChunkSize];
    private readonly byte[] _encrypted = new byte[ChunkSize];
    private readonly byte[] _lastOutput = new byte[Size]; // what the chain adds to the next block
    private readonly byte[] _wholeKey = new byte[Size];   // K1
    private readonly byte[] _paddedKey = new byte[Size];  // K2

    public AesCmac(ReadOnlySpan<byte> key)
    {
        using Aes aes = Aes.Create();
        aes.Key = key[..Size].ToArray();
        aes.IV = new byte[Size];
        aes.Mode = CipherMode.CBC;
        aes.Padding = PaddingMode.None;
        _chain = aes.CreateEncryptor();
        Span<byte> zero = stackalloc byte[Size];
        zero.Clear();
        aes.EncryptEcb(zero, _wholeKey, PaddingMode.None);
        Double(_wholeKey, _wholeKey);
        Double(_wholeKey, _paddedKey);
    }

    /// <summary>Computes the code of a message. Allocates nothing.</summary>
    public void Compute(ReadOnlySpan<byte> message, Span<byte> code)
    {
        Xor(_chunk.AsSpan(0, Size), _lastOutput, clear: true); // the first block takes off again what the chain adds from the last message
        int at = 0;
        while (message.Length - at > Size)
        {
            int length = Math.Min((message.Length - at - 1) / Size * Size, ChunkSize);
            Span<byte> chunk = _chunk.AsSpan(0, length);
            if (at == 0)
            {
                Xor(chunk[..Size], message[..Size]);
                message.Slice(Size, length - Size).CopyTo(chunk[Size..]);
            }
            else
            {
                message.Slice(at, length).CopyTo(chunk);
            }

            Encrypt(length);
            at += length;
        }

        ReadOnlySpan<byte> last = message[at..];
        Span<byte> block = _chunk.AsSpan(0, Size);
        if (at > 0)
        {
            block.Clear();
        }

        Xor(block[..last.Length], last);
        if (last.Length < Size)
        {
            block[last.Length] ^= 0x80;
        }

        Xor(block, last.Length == Size ? _wholeKey : _paddedKey);
        Encrypt(Size);
        _lastOutput.AsSpan(0, Math.Min(Size, code.Length)).CopyTo(code);
    }

    public void Dispose() => _chain.Dispose();

    private void Encrypt(int length)
    {
        _chain.TransformBlock(_chunk, 0, length, _encrypted, 0);
        _encrypted.AsSpan(length - Size, Size).CopyTo(_lastOutput);
    }

    private static void Xor(Span<byte> target, ReadOnlySpan<byte> other, bool clear = false)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = (byte)((clear ? 0 : target[i]) ^ other[i]);
        }
    }

    // Multiplies by x in GF(2^128).
    private static void Double(ReadOnlySpan<byte> value, Span<byte> result)
    {
        bool carries = (value[0] & 0x80) != 0;
        for (int i = 0; i < Size; i++)
        {
            result[i] = (byte)((value[i] << 1) | (i + 1 < Size ? value[i + 1] >> 7 : 0));
        }

        result[Size - 1] ^= carries ? Reduction : (byte)0;
    }
}
