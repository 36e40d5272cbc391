using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Capture.Pcap;
using Capture.Reading;
using Shared;
using TcpEngine;

namespace Capture.Tests.Reading;

/// <summary>
/// Captures that nobody here made: count, times, lengths and bytes of the packets are what tshark says. Two things are left out, both of corrupt files: a fraction
/// of a second that is more than one, which tshark multiplies in 32 bits, and an original length beyond 31 bits, which it cuts to 31.
/// </summary>
public sealed class RealCaptureTests
{
    private const string Impossible = "impossible";

    [SharedCapturesFact]
    public void Packets_are_what_tshark_reads()
    {
        ConcurrentBag<string> differences = [];
        int packets = 0;
        int impossibleTimes = 0;
        string[] files = SharedCapturesFactAttribute.Files();

        Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = 2 }, file =>
        {
            string[] theirs = Tshark(file);
            string[] ours = Ours(file, out CaptureError error);
            for (int i = 0; i < Math.Min(ours.Length, theirs.Length); i++)
            {
                if (ours[i].StartsWith(Impossible, StringComparison.Ordinal))
                {
                    theirs[i] = Impossible + theirs[i][theirs[i].IndexOf('\t', StringComparison.Ordinal)..];
                    Interlocked.Increment(ref impossibleTimes);
                }
            }

            Interlocked.Add(ref packets, ours.Length);
            if (!theirs.SequenceEqual(ours))
            {
                int at = theirs.Zip(ours).TakeWhile(pair => pair.First == pair.Second).Count();
                differences.Add($"{Path.GetFileName(file)}: {theirs.Length} and {ours.Length} ({error}); first difference at {at}: {theirs.ElementAtOrDefault(at)} and {ours.ElementAtOrDefault(at)}");
            }
        });

        Assert.True(differences.IsEmpty, string.Join("\n", differences.Order()));
        Assert.True(files.Length >= 100 && packets >= 10_000 && impossibleTimes < 200, $"{files.Length} files, {packets} packets, {impossibleTimes} impossible times");
    }

    [SuppressMessage("Security", "CA5351", Justification = "It is the digest that tshark shows.")]
    private static string[] Ours(string file, out CaptureError error)
    {
        List<string> lines = [];
        if (!CaptureReader.TryOpen(file, out CaptureReader? reader, out error))
        {
            return [];
        }

        using (reader)
        {
            while (reader.TryRead(out CapturedPacket packet))
            {
                string time = HasImpossibleFraction(reader, packet) ? Impossible : packet.Time == Timestamp.Never ? "" : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Math.DivRem(packet.Time.Nanoseconds, 1_000_000_000, out long fraction)}.{fraction:000000000}");
                lines.Add($"{time}\t{Math.Min(packet.OriginalLength, int.MaxValue)}\t{packet.Data.Length}\t{Convert.ToHexStringLower(MD5.HashData(packet.Data))}");
            }

            error = reader.Error;
        }

        return [.. lines];
    }

    private static bool HasImpossibleFraction(CaptureReader reader, in CapturedPacket packet)
    {
        if (reader is not PcapReader pcap)
        {
            return false;
        }

        uint fraction = pcap.Header.IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(packet.Record[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(packet.Record[4..]);
        return fraction >= (pcap.Header.HasNanoseconds ? 1_000_000_000 : 1_000_000);
    }

    private static string[] Tshark(string file)
    {
        string[] fields = ["frame.time_epoch", "frame.len", "frame.cap_len", "frame.md5_hash"];
        string[] arguments = ["-n", "-r", file, "-o", "frame.generate_md5_hash:TRUE", "-T", "fields", .. fields.SelectMany(field => (string[])["-e", field])];
        return [.. ExternalProgram.Run("tshark", arguments).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
