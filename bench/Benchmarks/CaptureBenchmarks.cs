using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Capture.Reading;
using TcpCodec;

namespace Benchmarks;

/// <summary>A whole capture file, read from the page cache; a packet costs the mean divided by 100,000.</summary>
[MemoryDiagnoser]
public class CaptureBenchmarks
{
    private const int Packets = 100_000;

    private string _path = "";

    /// <summary>The bytes of a frame: what is copied from the page cache is most of the work for large ones.</summary>
    [Params(60, 700)]
    public int FrameSize { get; set; }

    [GlobalSetup]
    public void Write()
    {
        _path = Path.GetTempFileName();
        byte[] frame = new byte[16 + FrameSize];
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(8), FrameSize);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(12), FrameSize);
        byte[] packet = new TcpCodec.Building.PacketBuilder()
            .Ethernet()
            .Ipv4("192.0.2.1", "192.0.2.2")
            .Tcp(1, 2, (ref tcp) => tcp.Flags = TcpFlags.Ack)
            .Data(new byte[FrameSize - 54])
            .Build();
        packet.CopyTo(frame, 16);
        using FileStream file = File.Create(_path);
        file.Write([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 1, 0, 0, 0]);
        for (int i = 0; i < Packets; i++)
        {
            file.Write(frame);
        }
    }

    [GlobalCleanup]
    public void Delete() => File.Delete(_path);

    [Benchmark]
    public long Read()
    {
        long sum = 0;
        using CaptureReader reader = Open();
        while (reader.TryRead(out CapturedPacket packet))
        {
            sum += packet.Data.Length;
        }

        return sum;
    }

    [Benchmark]
    public long ReadAndParse()
    {
        long sum = 0;
        using CaptureReader reader = Open();
        while (reader.TryRead(out CapturedPacket packet))
        {
            if (EthernetHeader.TryParse(packet.Data, out EthernetHeader ethernet, out _)
                && Ipv4Header.TryParse(ethernet.Payload, out Ipv4Header ip, out _)
                && TcpHeader.TryParse(ip.Payload, out TcpHeader tcp, out _))
            {
                sum += tcp.SeqNum + tcp.Window;
            }
        }

        return sum;
    }

    private CaptureReader Open() =>
        CaptureReader.TryOpen(_path, out CaptureReader? reader, out CaptureError error) ? reader : throw new InvalidOperationException(error.ToString());
}
