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
        XmlElement[] packets = [.. folder.Packets(capture, "-J", string.Join(' ', protocols))];

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
            HashSet<string> unreadable = ShownValues.Unreadable(json);
            if (unreadable.Count > 0)
            {
                // Wireshark shows an instance that breaks a rule, and says so.
                findings.Remove("invalid_value");
            }

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
                using JsonDocument document = JsonDocument.Parse(json.Replace("{\"error\":}", "null", StringComparison.Ordinal));
                if (FirstDifference(ShownValues.Of(message, script), ShownValues.Of(document.RootElement), unreadable) is { } difference)
                {
                    wrong.Add($"{spec} {Convert.ToHexString(input)}: {difference}\n  {json}");
                }
            }
        }

        output.WriteLine($"{sent.Count} messages of {port - FirstPort} specs, {accepted} accepted by both, {inexact} beyond what Lua computes exactly");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {sent.Count}:\n{string.Join("\n", wrong.GroupBy(line => line.Split(' ')[0]).SelectMany(group => group.Take(4)))}");
        Assert.InRange(accepted, sent.Count / 4, sent.Count);
    }

    // What generated code cannot read, as an instance that breaks a rule, Wireshark may show.
    private static string? FirstDifference(List<(string Name, string Value)> shown, List<(string Name, JsonElement Value)> read, HashSet<string> unreadable)
    {
        int next = 0;
        foreach ((string Name, string Value) leaf in shown)
        {
            if (next < read.Count && ShownValues.IsSame(leaf, read[next]))
            {
                next++;
            }
            else if (!unreadable.Contains(leaf.Name))
            {
                return $"{leaf.Name} is {leaf.Value}, but {(next < read.Count ? $"{read[next].Name} {read[next].Value}" : "nothing")} was read";
            }
        }

        return next == read.Count ? null : $"{read[next].Name} is not shown";
    }
}
