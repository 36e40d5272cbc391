using System.Text.Json;
using Extcap.Dissecting;

namespace Extcap.Tests.Dissecting;

/// <summary>What <c>tcpengine dissect --json</c> says.</summary>
internal static class OurDissection
{
    public static List<DissectedFrame> Dissect(string capture)
    {
        using MemoryStream lines = new();
        using JsonLine json = new(lines);
        CapturePackets.HandOn(File.OpenRead(capture), json);
        lines.Position = 0;
        using StreamReader reader = new(lines);
        List<DissectedFrame> frames = [];
        while (reader.ReadLine() is { } line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            frames.Add(Read(document.RootElement));
        }

        return frames;
    }

    private static DissectedFrame Read(JsonElement packet)
    {
        JsonElement[] layers = [.. packet.GetProperty("layers").EnumerateArray()];
        DissectedFrame frame = new() { Protocols = [.. layers.Select(layer => layer.GetProperty("name").GetString()!)] };
        foreach (JsonProperty field in layers.SelectMany(layer => layer.GetProperty("fields").EnumerateObject()))
        {
            frame.Fields[field.Name] = [.. frame[field.Name], .. field.Value.ValueKind == JsonValueKind.Array ? field.Value.EnumerateArray().Select(Text) : [Text(field.Value)]];
        }

        if (packet.TryGetProperty("findings", out JsonElement findings))
        {
            frame.Findings.AddRange(findings.EnumerateArray().Select(finding =>
                (finding.GetProperty("layer").GetString()!, finding.GetProperty("field").GetString()!, finding.GetProperty("message").GetString()!)));
        }

        return frame;
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
