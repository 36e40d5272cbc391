using System.Text.Json;
using System.Xml;
using HeaderSpec.Generator.Tests.Oracle;
using HeaderSpec.Lua;
using Shared;
using Xunit.Abstractions;

namespace HeaderSpec.Generator.Tests.Lua;

/// <summary>That tshark, with the dissector of a spec, shows what the spec's generated code reads from the same bytes.</summary>
public sealed class DissectorAgreementTests(ITestOutputHelper output)
{
    private const int FirstPort = 20_000;
    private const int Inputs = 120;

    /// <summary>The expert infos of what generated code refuses to read.</summary>
    private static readonly string[] Refusals = ["truncated", "unterminated", "invalid_length", "invalid_value", "no_value", "too_deep", "endless", "inexact"];

    [TsharkFact]
    public void Wireshark_shows_what_generated_code_reads()
    {
        using DissectorFolder folder = new();
        RawCapture capture = new();
        List<(string Spec, string Script, byte[] Input, string Json)> sent = [];
        int port = FirstPort;
        foreach (string directory in new[] { KaitaiOracle.Specs, Path.Combine(AppContext.BaseDirectory, "specs") })
        {
            CompiledSpecs compiled = new(directory);
            foreach (string path in Directory.EnumerateFiles(directory, "*.ksy").Order(StringComparer.Ordinal))
            {
                string spec = Path.GetFileNameWithoutExtension(path);
                string script = DissectorFolder.Generate(path, LuaBindings.None with { UdpPorts = [port] });
                folder.Add(spec, script);
                Func<byte[], string> read = compiled.Reader(spec);
                IEnumerable<byte[]> inputs = MutatedSamples.Of(spec, seed: 4, Inputs) ?? new InputGenerator(path, seed: 4).Take(Inputs);

                // UDP hands on no empty payload.
                foreach (byte[] input in inputs.Where(input => input.Length > 0))
                {
                    capture.AddUdp(port, input);
                    sent.Add((spec, script, input, read(input)));
                }

                port++;
            }
        }

        string[] protocols = [.. sent.Select(message => message.Spec).Distinct().SelectMany(spec => new[] { spec, "ksy_" + spec })];
        XmlElement[] packets = [.. folder.Packets(capture, "-j", string.Join(' ', protocols))];

        Assert.Equal(sent.Count, packets.Length);
        List<string> wrong = [];
        int accepted = 0;
        int inexact = 0;
        foreach (((string spec, string script, byte[] input, string json), XmlElement packet) in sent.Zip(packets))
        {
            XmlElement? message = packet.ChildNodes.OfType<XmlElement>().LastOrDefault(proto => proto.GetAttribute("name") == spec || proto.GetAttribute("name") == "ksy_" + spec);
            if (message is null)
            {
                wrong.Add($"{spec} {Convert.ToHexString(input)}: not shown");
                continue;
            }

            HashSet<string> findings = ShownValues.Findings(message);
            bool isRefused = json.StartsWith("{\"error\"", StringComparison.Ordinal);
            if (isRefused != findings.Overlaps(Refusals) && !findings.Contains("inexact"))
            {
                wrong.Add($"{spec} {Convert.ToHexString(input)}: {json}, but found {string.Join(",", findings)}");
            }
            else if (!isRefused && findings.Contains("inexact"))
            {
                inexact++;
            }
            else if (!isRefused)
            {
                accepted++;
                using JsonDocument document = JsonDocument.Parse(json);
                List<(string Name, string Value)> shown = ShownValues.Of(message, script);
                List<(string Name, JsonElement Value)> read = ShownValues.Of(document.RootElement);
                if (shown.Count != read.Count || shown.Zip(read).Any(pair => !ShownValues.IsSame(pair.First, pair.Second)))
                {
                    (( string Name, string Value) first, (string Name, JsonElement Value) second) = shown.Zip(read).FirstOrDefault(pair => !ShownValues.IsSame(pair.First, pair.Second));
                    wrong.Add($"{spec} {Convert.ToHexString(input)}: {shown.Count} and {read.Count} values; {first.Name}={first.Value} and {second.Name}={second.Value}\n  {json}");
                }
            }
        }

        output.WriteLine($"{sent.Count} messages of {port - FirstPort} specs, {accepted} accepted by both, {inexact} beyond what Lua computes exactly");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {sent.Count}:\n{string.Join("\n", wrong.Take(40))}");
        Assert.InRange(accepted, sent.Count / 4, sent.Count);
    }
}
