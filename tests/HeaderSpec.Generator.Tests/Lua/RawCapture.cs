using System.Buffers.Binary;

namespace HeaderSpec.Generator.Tests.Lua;

/// <summary>A capture file of IPv4 packets without a link layer, written byte by byte (pcap, LINKTYPE_RAW).</summary>
internal sealed class RawCapture
{
    private const ushort SourcePort = 1000;

    private readonly MemoryStream _file = new();
    private uint _next;

    public RawCapture()
    {
        byte[] header = new byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xa1b2c3d4);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), 65535);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(20), 101);
        _file.Write(header);
    }

    /// <summary>How many packets there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a UDP datagram.</summary>
    /// <param name="port">The destination port.</param>
    /// <param name="payload">What it carries.</param>
    /// <param name="captured">How many bytes of the payload are in the file; all where it is left out.</param>
    public void AddUdp(int port, ReadOnlySpan<byte> payload, int? captured = null)
    {
        byte[] datagram = new byte[8 + payload.Length];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), (ushort)port);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(4), (ushort)datagram.Length);
        payload.CopyTo(datagram.AsSpan(8));
        AddIp(17, datagram, captured is null ? null : 28 + captured);
    }

    /// <summary>Adds the next TCP segment of the only stream.</summary>
    public void AddTcp(int port, ReadOnlySpan<byte> payload)
    {
        byte[] segment = new byte[20 + payload.Length];
        BinaryPrimitives.WriteUInt16BigEndian(segment, SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), (ushort)port);
        BinaryPrimitives.WriteUInt32BigEndian(segment.AsSpan(4), _next);
        _next += (uint)payload.Length;
        segment[12] = 5 << 4;
        segment[13] = 0x18;
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(14), 65535);
        payload.CopyTo(segment.AsSpan(20));
        AddIp(6, segment, null);
    }

    /// <summary>Adds an IPv4 packet from 192.0.2.1 to 192.0.2.2.</summary>
    public void AddIp(byte protocol, ReadOnlySpan<byte> payload, int? captured)
    {
        byte[] packet = new byte[20 + payload.Length];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[8] = 64;
        packet[9] = protocol;
        packet[12] = packet[16] = 192;
        packet[14] = packet[18] = 2;
        packet[15] = 1;
        packet[19] = 2;
        payload.CopyTo(packet.AsSpan(20));
        byte[] record = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(record, Count++);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(8), captured ?? packet.Length);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(12), packet.Length);
        _file.Write(record);
        _file.Write(packet.AsSpan(0, captured ?? packet.Length));
    }

    public void Save(string path) => File.WriteAllBytes(path, _file.ToArray());
}
