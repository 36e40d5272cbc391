namespace HeaderSpec.Generator.Tests.Oracle;

/// <summary>Inputs for a spec: half of them plausible, the others broken on purpose. The same seed gives the same inputs.</summary>
internal sealed class InputGenerator
{
    private readonly Random _random;
    private readonly PlausibleWriter _writer;

    public InputGenerator(string specPath, int seed)
    {
        _random = new Random(seed);
        _writer = new PlausibleWriter(SpecType.Load(specPath), _random);
    }

    /// <summary>The next inputs.</summary>
    public IEnumerable<byte[]> Take(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return i % 2 == 0 ? _writer.Write() : Broken();
        }
    }

    private byte[] Broken()
    {
        byte[] plausible = _writer.Write();
        switch (_random.Next(7))
        {
            case 0 or 1 or 2:
                return plausible[.._random.Next(plausible.Length + 1)];

            case 3:
                return [.. plausible, .. Noise(_random.Next(1, 9))];

            case 4:
                return Noise(_random.Next(48));

            case 5:
                foreach (int _ in Enumerable.Range(0, plausible.Length == 0 ? 0 : _random.Next(1, 4)))
                {
                    plausible[_random.Next(plausible.Length)] = (byte)(_random.Next(3) switch { 0 => 0, 1 => 0xff, _ => _random.Next(256) });
                }

                return plausible;

            default:
                if (plausible.Length > 0)
                {
                    plausible[_random.Next(plausible.Length)] ^= (byte)(1 << _random.Next(8));
                }

                return plausible;
        }
    }

    private byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }
}
