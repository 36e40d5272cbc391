using System.Buffers.Binary;
using System.Text;
using Shared;

namespace TcpCodec.Tests.Building;

/// <summary>What tshark says of Ethernet frames.</summary>
internal static class Tshark
{
    /// <summary>The values of some fields of one frame, separated by bars. <c>first x</c> and <c>last x</c> are one of several values, <c>text x</c> its bytes as text; a checksum's status is a word.</summary>
    public static string Show(byte[] frame, params string[] fields) => Rows([frame], fields).Single();

    /// <summary>The values of some fields of each frame.</summary>
    public static string[] Rows(IReadOnlyList<byte[]> frames, params string[] fields)
    {
        string folder = Directory.CreateTempSubdirectory("tcpengine-test-").FullName;
        try
        {
            string capture = Path.Combine(folder, "built.pcap");
            File.WriteAllBytes(capture, Pcap(frames));
            string[] preferences = ["ip.check_checksum:TRUE", "tcp.check_checksum:TRUE", "udp.check_checksum:TRUE"];
            string[] arguments =
            [
                "-n", "-r", capture, "-T", "fields", "-E", "separator=|", .. preferences.SelectMany(preference => (string[])["-o", preference]),
                .. fields.SelectMany(field => (string[])["-e", field.Split(' ')[^1]]),
            ];
            ExternalProgram shown = ExternalProgram.Run("tshark", arguments, folder);
            Assert.Equal(0, shown.ExitCode);
            return [.. shown.Output.Split('\n')[..^1].Select(row => string.Join('|', row.Split('|').Zip(fields, Value)))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Value(string value, string field)
    {
        string last = field.StartsWith("last ", StringComparison.Ordinal) ? value.Split(',')[^1]
            : field.StartsWith("first ", StringComparison.Ordinal) ? value.Split(',')[0]
            : value;
        return field.EndsWith(".checksum.status", StringComparison.Ordinal) ? last switch { "1" => "good", "0" => "bad", "2" => "unverified", _ => last }
            : field.StartsWith("text ", StringComparison.Ordinal) ? Encoding.ASCII.GetString(Convert.FromHexString(last.Replace(":", "", StringComparison.Ordinal)))
            : last;
    }

    private static byte[] Pcap(IReadOnlyList<byte[]> frames)
    {
        MemoryStream file = new();
        foreach (uint word in (uint[])[0xa1b2c3d4, 0x0002_0004, 0, 0, 262_144, 1])
        {
            Write(file, word);
        }

        for (int i = 0; i < frames.Count; i++)
        {
            foreach (uint word in (uint[])[(uint)i, 0, (uint)frames[i].Length, (uint)frames[i].Length])
            {
                Write(file, word);
            }

            file.Write(frames[i]);
        }

        return file.ToArray();
    }

    private static void Write(MemoryStream file, uint word)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, word);
        file.Write(bytes);
    }
}
