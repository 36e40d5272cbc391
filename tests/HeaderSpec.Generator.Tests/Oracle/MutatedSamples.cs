namespace HeaderSpec.Generator.Tests.Oracle;

/// <summary>Headers as they are on the wire, most of them with a few bytes changed or missing: inputs for specs whose fields hang together so tightly that chance would not hit a valid one.</summary>
internal static class MutatedSamples
{
    private static readonly Dictionary<string, string[]> Samples = new()
    {
        ["udp"] = ["003504d2000cbeefdeadbeef", "c35000350008000000", "00010002000f1234010203040506070000"],
        ["ipv4"] =
        [
            "4500001c12344000401100000a0000010a000002c35003550008beef",
            "46000020abcd000040010000c0a80101c0a80102940400000800f7ff00000000",
            "4f00003c0001200140060000010203040506070801010101010101010101010101010101010101010101010101010101010101010101010101010101",
        ],
    };

    /// <summary>The inputs for a spec; null where chance is good enough.</summary>
    public static IEnumerable<byte[]>? Of(string spec, int seed, int count) => Samples.TryGetValue(spec, out string[]? samples) ? Mutate(samples, new Random(seed)).Take(count) : null;

    private static IEnumerable<byte[]> Mutate(string[] samples, Random random)
    {
        while (true)
        {
            byte[] bytes = Convert.FromHexString(samples[random.Next(samples.Length)]);
            for (int i = random.Next(4); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            yield return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length + 1)] : bytes;
        }
    }
}
