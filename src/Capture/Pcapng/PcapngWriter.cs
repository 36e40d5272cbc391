using System.Buffers;
using TcpEngine;

namespace Capture.Pcapng;

/// <summary>
/// Writes a pcapng file of one section, with nanosecond times. What is handed to the stream at a time is always whole blocks, so that what has been written is a
/// file at any moment: give it a stream without a buffer of its own. Errors of the stream (a full disk, a closed pipe) come out as its <see cref="IOException"/>.
/// </summary>
public sealed class PcapngWriter
{
    private const uint SectionHeader = 0x0a0d0d0a;
    private const uint InterfaceDescription = 1;
    private const uint EnhancedPacket = 6;
    private const uint ByteOrderMagic = 0x1a2b3c4d;
    private const uint DecryptionSecrets = 10;
    private const int LargestSecrets = 128 * 1024; // in one block
    private const int FlushThreshold = 64 * 1024;

    private readonly Stream _stream;
    private readonly PcapngBlock _block = new();
    private readonly ArrayBufferWriter<byte> _pending = new(FlushThreshold * 2);
    private uint _interfaces;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where it goes; it is not closed.</param>
    /// <param name="application">The program's name, for the section header.</param>
    public PcapngWriter(Stream stream, string application)
    {
        _stream = stream;
        _block.Begin(SectionHeader);
        _block.AddUInt32(ByteOrderMagic);
        _block.AddUInt16(1); // version 1.0
        _block.AddUInt16(0);
        _block.AddUInt32(uint.MaxValue); // the section's length is not known
        _block.AddUInt32(uint.MaxValue);
        _block.AddOption(PcapngOption.SectionApplication, application);
        Write(_block.End());
    }

    /// <summary>Adds an interface of Ethernet frames, without frame check sequences.</summary>
    /// <returns>Its number.</returns>
    public uint AddInterface(string name, string description)
    {
        _block.Begin(InterfaceDescription);
        _block.AddUInt16(1); // LINKTYPE_ETHERNET
        _block.AddUInt16(0);
        _block.AddUInt32(0); // no limit on the length of frames
        _block.AddOption(PcapngOption.InterfaceName, name);
        _block.AddOption(PcapngOption.InterfaceDescription, description);
        _block.AddOption(PcapngOption.InterfaceTimeResolution, (ReadOnlySpan<byte>)[9]);
        _block.AddOption(PcapngOption.InterfaceFrameCheckLength, (ReadOnlySpan<byte>)[0]);
        Write(_block.End());
        return _interfaces++;
    }

    /// <summary>Adds secrets, with which readers decrypt the frames that follow: as many blocks as they need, cut between lines.</summary>
    /// <param name="type">What they are: 0x544c534b for a TLS key log.</param>
    /// <param name="secrets">The secrets, as text.</param>
    /// <exception cref="InvalidOperationException">A line is too long for a block.</exception>
    public void AddSecrets(uint type, ReadOnlySpan<byte> secrets)
    {
        while (!secrets.IsEmpty)
        {
            int lastLine = secrets.Length <= LargestSecrets ? 0 : secrets[..LargestSecrets].LastIndexOf((byte)'\n') + 1;
            int size = lastLine > 0 ? lastLine : secrets.Length;
            _block.Begin(DecryptionSecrets);
            _block.AddUInt32(type);
            _block.AddUInt32((uint)size);
            _block.AddBytes(secrets[..size]);
            _block.Pad();
            Write(_block.End());
            secrets = secrets[size..];
        }
    }

    /// <summary>Adds a frame.</summary>
    /// <param name="interfaceNumber">The interface that it was seen on.</param>
    /// <param name="time">When, in nanoseconds of Unix time.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="flags">epb_flags: 1 for inbound, 2 for outbound, 0 for neither.</param>
    /// <param name="comment">A line for people.</param>
    public void AddFrame(uint interfaceNumber, Timestamp time, ReadOnlySpan<byte> frame, uint flags, string comment) =>
        AddFrame(interfaceNumber, time, frame, (uint)frame.Length, flags, comment);

    /// <summary>Adds a frame that may have been cut.</summary>
    /// <param name="interfaceNumber">The interface that it was seen on.</param>
    /// <param name="time">When, in nanoseconds of Unix time.</param>
    /// <param name="frame">What there is of the frame.</param>
    /// <param name="originalLength">How long it was, in bytes.</param>
    /// <param name="flags">epb_flags: 1 for inbound, 2 for outbound, 0 for neither.</param>
    /// <param name="comment">A line for people; none where it is empty.</param>
    public void AddFrame(uint interfaceNumber, Timestamp time, ReadOnlySpan<byte> frame, uint originalLength, uint flags, string comment)
    {
        _block.Begin(EnhancedPacket);
        _block.AddUInt32(interfaceNumber);
        _block.AddTime(time);
        _block.AddUInt32((uint)frame.Length);
        _block.AddUInt32(originalLength);
        _block.AddBytes(frame);
        _block.Pad();
        if (flags != 0)
        {
            _block.AddOption(PcapngOption.PacketFlags, flags);
        }

        if (comment.Length > 0)
        {
            _block.AddOption(PcapngOption.Comment, comment);
        }

        Write(_block.End());
    }

    /// <summary>Adds an interface's counts.</summary>
    /// <param name="interfaceNumber">The interface.</param>
    /// <param name="time">When they were taken.</param>
    /// <param name="received">How many frames there were.</param>
    /// <param name="dropped">How many of them could not be written.</param>
    public void AddStatistics(uint interfaceNumber, Timestamp time, ulong received, ulong dropped)
    {
        Write(InterfaceStatistics.Build(_block, interfaceNumber, time, received, dropped));
    }

    /// <summary>Hands everything on to where it goes.</summary>
    public void Flush()
    {
        if (_pending.WrittenCount > 0)
        {
            _stream.Write(_pending.WrittenSpan);
            _pending.ResetWrittenCount();
        }

        _stream.Flush();
    }

    private void Write(ReadOnlySpan<byte> block)
    {
        _pending.Write(block);
        if (_pending.WrittenCount >= FlushThreshold)
        {
            Flush();
        }
    }
}
