using Capture.Reading;

namespace Capture.Pcap;

/// <summary>
/// How long the header before each packet is. The magic number should tell, but some programs wrote the longer headers of patched libpcaps under the ordinary magic,
/// so the first records are looked at: a layout that makes sense of them is taken where the one that the magic promises does not.
/// </summary>
public sealed class PcapRecordLayout
{
    /// <summary>The ordinary one: seconds, their fraction, captured length, original length.</summary>
    public static readonly PcapRecordLayout Standard = new("standard", 16);

    /// <summary>Alexey Kuznetzov's: the ordinary one, then <see cref="PcapModifiedFields"/>.</summary>
    public static readonly PcapRecordLayout Kuznetzov = new("Kuznetzov", 24);

    /// <summary>An intermediate version of Kuznetzov's, with numbers of two CPUs and padding at the end.</summary>
    public static readonly PcapRecordLayout KuznetzovWithCpus = new("Kuznetzov, with CPUs", 28);

    /// <summary>Nokia's: the ordinary one, then four bytes of unknown meaning.</summary>
    public static readonly PcapRecordLayout Nokia = new("Nokia", 20);

    private const int RecordsToTry = 3;
    private const long LongestPause = 366L * 24 * 3600; // seconds

    private readonly string _name;

    private PcapRecordLayout(string name, int headerSize)
    {
        _name = name;
        HeaderSize = headerSize;
    }

    /// <summary>The length of a record's header, in bytes.</summary>
    public int HeaderSize { get; }

    /// <summary>Whether the header has <see cref="PcapModifiedFields"/>.</summary>
    public bool HasModifiedFields => HeaderSize >= Kuznetzov.HeaderSize;

    /// <inheritdoc/>
    public override string ToString() => _name;

    /// <summary>Finds the layout of a file.</summary>
    /// <param name="header">The file's header.</param>
    /// <param name="records">The beginning of what follows it, as far as it is in a buffer.</param>
    /// <param name="maximumPacketSize">The largest packet, in bytes.</param>
    internal static PcapRecordLayout Of(in PcapFileHeader header, ReadOnlySpan<byte> records, int maximumPacketSize)
    {
        ReadOnlySpan<PcapRecordLayout> layouts = header.IsModified ? [Kuznetzov, KuznetzovWithCpus] : [Standard, Kuznetzov, Nokia];
        if (layouts[0].Fits(header, records, maximumPacketSize, out _))
        {
            return layouts[0];
        }

        foreach (PcapRecordLayout layout in layouts[1..])
        {
            // One record that looks right may be chance; a file with a broken length stays what its magic says.
            if (layout.Fits(header, records, maximumPacketSize, out int count) && count > 1)
            {
                return layout;
            }
        }

        return layouts[0];
    }

    private bool Fits(in PcapFileHeader header, ReadOnlySpan<byte> records, int maximumPacketSize, out int count)
    {
        long before = -1;
        for (count = 0; count < RecordsToTry && records.Length >= HeaderSize; count++)
        {
            uint seconds = FileNumber.UInt32(records, header.IsBigEndian);
            uint fraction = FileNumber.UInt32(records[4..], header.IsBigEndian);
            (uint captured, uint original) = PcapReader.Lengths(header, records);
            bool isLikely = captured <= maximumPacketSize && original <= maximumPacketSize && captured <= original
                && fraction < (header.HasNanoseconds ? 1_000_000_000 : 1_000_000)
                && (before < 0 || Math.Abs(seconds - before) < LongestPause);
            if (!isLikely)
            {
                return false;
            }

            before = seconds;
            records = records[Math.Min(records.Length, HeaderSize + (int)captured)..];
        }

        return true;
    }
}
