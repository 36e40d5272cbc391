namespace TcpEngine.Tests.Authentication;

/// <summary>AES-CMAC by the examples of RFC 4493, section 4.</summary>
public sealed class AesCmacTests
{
    private static readonly byte[] Key = Convert.FromHexString("2b7e151628aed2a6abf7158809cf4f3c");

    private static readonly byte[] Message = Convert.FromHexString("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");

    [Theory]
    [InlineData(0, "bb1d6929e95937287fa37d129b756746")]
    [InlineData(16, "070a16b46b4d4144f79bdd9dd04a287c")]
    [InlineData(40, "dfa66747de9ae63030ca32611497c827")]
    [InlineData(64, "51f0bebf7e3b9d92fc49741779363cfe")]
    [Requirement("AO-10")]
    public void The_code_of_an_example_is_that_of_the_RFC(int length, string code)
    {
        using AesCmac cmac = new(Key);
        byte[] computed = new byte[AesCmac.Size];

        cmac.Compute(Message.AsSpan(0, length), computed);

        Assert.Equal(code, Convert.ToHexStringLower(computed));
    }

    [Fact]
    public void One_message_leaves_no_trace_in_the_next()
    {
        using AesCmac used = new(Key);
        byte[] message = new byte[5000];
        new Random(1).NextBytes(message);
        byte[] first = new byte[AesCmac.Size];
        byte[] second = new byte[AesCmac.Size];
        foreach (int length in (int[])[0, 1, 15, 16, 17, 31, 32, 33, 1023, 1024, 1025, 1040, 1041, 2048, 4999, 5000])
        {
            using AesCmac fresh = new(Key);

            used.Compute(message.AsSpan(0, length), first);
            fresh.Compute(message.AsSpan(0, length), second);

            Assert.Equal(second, first);
        }
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(3000)]
    public void A_long_message_is_chained_block_by_block(int length)
    {
        byte[] message = new byte[length];
        new Random(2).NextBytes(message);
        byte[] computed = new byte[AesCmac.Size];
        using AesCmac cmac = new(Key);

        cmac.Compute(message, computed);

        Assert.Equal(ByTheBook(message), computed);
    }

    // RFC 4493, section 2.4, one block at a time.
    private static byte[] ByTheBook(byte[] message)
    {
        using System.Security.Cryptography.Aes aes = System.Security.Cryptography.Aes.Create();
        aes.Key = Key;
        byte[] first = Twice(Encrypt(new byte[16]));
        int blocks = (message.Length + 15) / 16;
        byte[] chained = new byte[16];
        for (int i = 0; i < blocks; i++)
        {
            byte[] block = new byte[16];
            byte[] part = message[(i * 16)..Math.Min(message.Length, (i + 1) * 16)];
            part.CopyTo(block, 0);
            if (part.Length < 16)
            {
                block[part.Length] = 0x80;
            }

            byte[] subkey = i < blocks - 1 ? new byte[16] : part.Length == 16 ? first : Twice(first);
            chained = Encrypt([.. block.Select((value, at) => (byte)(value ^ chained[at] ^ subkey[at]))]);
        }

        return chained;

        byte[] Encrypt(byte[] block) => aes.EncryptEcb(block, System.Security.Cryptography.PaddingMode.None);
    }

    private static byte[] Twice(byte[] value)
    {
        System.Numerics.BigInteger number = new System.Numerics.BigInteger(value, isUnsigned: true, isBigEndian: true) << 1;
        System.Numerics.BigInteger top = System.Numerics.BigInteger.One << 128;
        number = number >= top ? (number - top) ^ 0x87 : number;
        byte[] bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[16 - bytes.Length], .. bytes];
    }
}
