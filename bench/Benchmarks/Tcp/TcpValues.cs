using TcpCodec;

namespace Benchmarks;

/// <summary>What the rows write. An object's fields, not literals: the JIT must not fold them into the stores of one row and not of another.</summary>
internal sealed class TcpValues
{
    public ushort SrcPort = 54321;
    public ushort DstPort = 80;
    public uint SeqNum = 0x9b1c8a3f;
    public uint AckNum = 0x01020304;
    public TcpFlags Flags = TcpFlags.Syn;
    public ushort Window = 64240;
    public ushort MaximumSegmentSize = 1460;
    public byte WindowShift = 7;
    public uint Timestamp = 0xa1b2c3;
    public uint TimestampEcho = 0xc3b2a1;
}
