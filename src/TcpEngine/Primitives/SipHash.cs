using System.Buffers.Binary;
using System.Numerics;

namespace TcpEngine;

/// <summary>SipHash-2-4: a fast keyed hash of short inputs, which nobody without the key can compute (Aumasson and Bernstein, 2012).</summary>
internal static class SipHash
{
    /// <summary>The key's length, in bytes.</summary>
    public const int KeySize = 16;

    /// <summary>The hash of some bytes.</summary>
    /// <param name="key">16 bytes.</param>
    /// <param name="data">What is hashed.</param>
    public static ulong Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(key);
        ulong second = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]);
        State state = new(first ^ 0x736f6d6570736575, second ^ 0x646f72616e646f6d, first ^ 0x6c7967656e657261, second ^ 0x7465646279746573);
        ulong last = (ulong)data.Length << 56;
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..])
        {
            state.Absorb(BinaryPrimitives.ReadUInt64LittleEndian(data));
        }

        for (int i = 0; i < data.Length; i++)
        {
            last |= (ulong)data[i] << (8 * i);
        }

        state.Absorb(last);
        return state.Finish();
    }

    private struct State(ulong a, ulong b, ulong c, ulong d)
    {
        public void Absorb(ulong word)
        {
            d ^= word;
            Round();
            Round();
            a ^= word;
        }

        public ulong Finish()
        {
            c ^= 0xff;
            Round();
            Round();
            Round();
            Round();
            return a ^ b ^ c ^ d;
        }

        private void Round()
        {
            a += b;
            c += d;
            b = BitOperations.RotateLeft(b, 13) ^ a;
            d = BitOperations.RotateLeft(d, 16) ^ c;
            a = BitOperations.RotateLeft(a, 32);
            c += b;
            a += d;
            b = BitOperations.RotateLeft(b, 17) ^ c;
            d = BitOperations.RotateLeft(d, 21) ^ a;
            c = BitOperations.RotateLeft(c, 32);
        }
    }
}
