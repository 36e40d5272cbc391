using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace HeaderSpec.Generator.Tests.Oracle;

/// <summary>That generated code reads from the very same bytes what Kaitai reads: all fields and instances, and the same inputs refused.</summary>
public sealed partial class AgreementTests(ITestOutputHelper output)
{
    public static TheoryData<string> ConstructSpecs => OracleTests.Specs;

    public static TheoryData<string> HeaderSpecs => [.. CompiledSpecs.HeaderNames];

    // How many inputs each spec is asked about; the environment may ask for more.
    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("ORACLE_INPUTS"), CultureInfo.InvariantCulture, out int count) ? count : 100_000;

    [KaitaiTheory]
    [MemberData(nameof(ConstructSpecs))]
    public void Each_construct_reads_as_Kaitai_reads_it(string spec) => Compare(spec, Path.Combine(KaitaiOracle.Specs, spec + ".ksy"), CompiledSpecs.Constructs);

    [KaitaiTheory]
    [MemberData(nameof(HeaderSpecs))]
    public void Each_header_reads_as_Kaitai_reads_it(string spec) => Compare(spec, Path.Combine(CompiledSpecs.HeaderFolder, spec + ".ksy"), CompiledSpecs.Headers);

    private void Compare(string spec, string path, CompiledSpecs compiled)
    {
        Func<byte[], string> reader = compiled.Reader(spec);
        bool hasOpaque = File.ReadAllText(path).Contains("-hs-mismatch: opaque", StringComparison.Ordinal);
        int accepted = 0;
        int opaque = 0;
        int precision = 0;
        int total = 0;
        Stopwatch watch = Stopwatch.StartNew();
        foreach ((byte[] input, string theirs) in KaitaiOracle.Read(path, MutatedSamples.Of(spec, seed: 20261121, Count) ?? new InputGenerator(path, seed: 20261121).Take(Count)))
        {
            total++;
            string ours = reader(input);
            bool isAccepted = !IsRefused(theirs);
            accepted += isAccepted ? 1 : 0;
            if (isAccepted && theirs.Contains("\"error\":\"precision\"", StringComparison.Ordinal))
            {
                // JavaScript's numbers cannot tell.
                precision++;
            }
            else if (IsRefused(ours) ? isAccepted : ours != InstanceErrors().Replace(theirs, "{\"error\":}"))
            {
                bool isKnown = hasOpaque && !IsRefused(ours) && DiffersInOpaqueBodiesOnly(ours, theirs);
                Assert.True(isKnown, $"{spec}, input {total}: {Convert.ToHexString(input)}\nours:   {ours}\nKaitai: {theirs}");
                opaque++;
            }
        }

        output.WriteLine($"{spec}: {total} inputs, {accepted} accepted by both, {opaque} with a body that -hs-mismatch keeps as bytes, {precision} beyond JavaScript's numbers; {watch.ElapsedMilliseconds} ms");
        Assert.Equal(Count, total);
        Assert.InRange(accepted, total / 50, total * 49 / 50);
    }

    private static bool IsRefused(string json) => json.StartsWith("{\"error\"", StringComparison.Ordinal);

    // With `-hs-mismatch: opaque` a body that does not fill its size stays bytes; Kaitai, which ignores the key, refuses it where it is too short, and drops its end where it is too long.
    private static bool DiffersInOpaqueBodiesOnly(string ours, string theirs)
    {
        using JsonDocument left = JsonDocument.Parse(ours);
        if (IsRefused(theirs))
        {
            return OpaqueBody().IsMatch(ours);
        }

        using JsonDocument right = JsonDocument.Parse(theirs);
        return IsSame(left.RootElement, right.RootElement);
    }

    private static bool IsSame(JsonElement ours, JsonElement theirs)
    {
        bool isOpaque = ours.ValueKind == JsonValueKind.Object && ours.TryGetProperty("b", out _) && theirs.ValueKind == JsonValueKind.Object && !theirs.TryGetProperty("b", out _);
        if (isOpaque)
        {
            return true;
        }

        if (ours.ValueKind != theirs.ValueKind)
        {
            return false;
        }

        return ours.ValueKind switch
        {
            JsonValueKind.Object => ours.EnumerateObject().Zip(theirs.EnumerateObject()).All(pair => pair.First.Name == pair.Second.Name && IsSame(pair.First.Value, pair.Second.Value)),
            JsonValueKind.Array => ours.GetArrayLength() == theirs.GetArrayLength() && ours.EnumerateArray().Zip(theirs.EnumerateArray()).All(pair => IsSame(pair.First, pair.Second)),
            _ => ours.GetRawText() == theirs.GetRawText(),
        };
    }

    // The headers call it `body` or, as RFC 8200 does, `data`.
    [GeneratedRegex("""
        "(body|data)":\{"b":
        """)]
    private static partial Regex OpaqueBody();

    [GeneratedRegex("""\{"error":"[a-z]+"\}""")]
    private static partial Regex InstanceErrors();
}
