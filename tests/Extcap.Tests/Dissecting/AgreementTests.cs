using System.Runtime.CompilerServices;
using Extcap.Dissecting;
using Shared;
using TcpCodec.Dissection;
using Xunit.Abstractions;

namespace Extcap.Tests.Dissecting;

/// <summary>That <c>tcpengine dissect --json</c> says of each field what tshark says, or docs/differences.md tells why not.</summary>
public sealed class AgreementTests(ITestOutputHelper output)
{
    private const string Mark = "<!-- What follows is written by AgreementTests; ACCEPT_SNAPSHOTS=1 writes it anew. -->\n";

    /// <summary>Captures that nobody here made. What differs must be on the page, and nothing else.</summary>
    [SharedCapturesFact]
    public void Every_field_of_every_frame_is_what_tshark_says()
    {
        using TsharkDissection tshark = new();
        Agreement agreement = new(tshark.Fields);
        string[] files = SharedCapturesFactAttribute.Files();
        (List<DissectedFrame> Theirs, List<DissectedFrame> Ours)[] dissected = new (List<DissectedFrame>, List<DissectedFrame>)[files.Length];
        Parallel.For(0, files.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i => dissected[i] = (tshark.Dissect(files[i]), OurDissection.Dissect(files[i])));
        foreach ((string file, (List<DissectedFrame> theirs, List<DissectedFrame> ours)) in files.Zip(dissected))
        {
            agreement.Add(Path.GetFileName(file), theirs, ours);
        }

        output.WriteLine(agreement.FieldTable());
        Assert.True(files.Length >= 100 && agreement.Frames >= 10_000, $"{files.Length} files, {agreement.Frames} frames");
        Assert.True(!agreement.Unexplained.Any(), string.Join('\n', agreement.Unexplained.Take(100)));
        VerifyPage($"{agreement.DifferenceList()}\n## Counts\n\nFrames in which a field's values, all of them, are the same and are not.\n\n{agreement.FieldTable()}");
    }

    /// <summary>The same without those captures: packets from the builder, on every kind of link.</summary>
    [TsharkFact]
    public void Every_field_of_built_packets_is_what_tshark_says()
    {
        using TsharkDissection tshark = new("icmp", "icmpv6");
        using TemporaryFolder folder = new();
        Agreement agreement = new(tshark.Fields);
        foreach (IGrouping<LinkType, (LinkType Link, byte[] Bytes, int Cut)> link in BuiltFrames.All().GroupBy(frame => frame.Link))
        {
            string file = folder.File($"{link.Key}.pcap");
            BuiltCapture.Write(file, link.Key, link.Select(frame => (frame.Bytes, frame.Cut)));
            agreement.Add(link.Key.ToString(), tshark.Dissect(file), OurDissection.Dissect(file));
        }

        output.WriteLine(agreement.FieldTable());
        Assert.True(!agreement.Unexplained.Any(), string.Join('\n', agreement.Unexplained));
        Assert.InRange(agreement.Frames, 30, int.MaxValue);
    }

    /// <summary>The names in the specs are Wireshark's, and addresses are written as such.</summary>
    [TsharkFact]
    public void Names_and_formats_are_those_of_Wireshark()
    {
        string[] names = TsharkDissection.SpecFields();

        Assert.DoesNotContain(names, name => !TsharkDissection.Types.ContainsKey(name));
        Assert.DoesNotContain(names, name => WiresharkField.FormatOf(name) != TsharkDissection.Types[name] switch
        {
            "FT_ETHER" => FieldFormat.Ethernet,
            "FT_IPv4" => FieldFormat.Ipv4,
            "FT_IPv6" => FieldFormat.Ipv6,
            _ => WiresharkField.FormatOf(name) == FieldFormat.Number ? FieldFormat.Number : FieldFormat.Plain,
        });
    }

    private static void VerifyPage(string text, [CallerFilePath] string file = "")
    {
        string path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "docs", "differences.md"));
        string page = File.ReadAllText(path);
        int at = page.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        if (Environment.GetEnvironmentVariable("ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, page[..at] + text);
            return;
        }

        Assert.Equal(page[at..], text);
    }
}
