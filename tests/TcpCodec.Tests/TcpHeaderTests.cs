using HeaderSpec;

namespace TcpCodec.Tests;

public sealed class TcpHeaderTests
{
    // A SYN as Linux sends it: MSS 1460, SACK permitted, timestamps, NOP, window scale 7.
    private static readonly byte[] Syn = Convert.FromHexString("d4310050" + "9b1c8a3f" + "00000000" + "a002faf0" + "00000000" + "020405b4" + "0402080a" + "00a1b2c3" + "00000000" + "01030307");

    [Fact]
    public void A_SYN_is_read_field_by_field()
    {
        Assert.True(TcpHeader.TryParse(Syn, out TcpHeader tcp, out ParseError error), error.ToString());

        Assert.Equal(54321, tcp.SrcPort);
        Assert.Equal(80, tcp.DstPort);
        Assert.Equal(0x9b1c8a3fu, tcp.SeqNum);
        Assert.Equal(0u, tcp.AckNum);
        Assert.Equal(10, tcp.DataOffset);
        Assert.Equal(TcpFlags.Syn, tcp.Flags);
        Assert.True(tcp.Syn);
        Assert.False(tcp.Ack);
        Assert.Equal(64240, tcp.Window);
        Assert.Equal(40, tcp.HeaderSize);
        Assert.True(tcp.Payload.IsEmpty);
        List<TcpOptionKind> kinds = [];
        foreach (TcpOption option in tcp.Options)
        {
            kinds.Add(option.Kind);
            Assert.Equal(option.Kind == TcpOptionKind.Mss, option.TryGetMss(out ushort mss) && mss == 1460);
            Assert.Equal(option.Kind == TcpOptionKind.WindowScale, option.TryGetWindowScale(out byte shift) && shift == 7);
            Assert.Equal(option.Kind == TcpOptionKind.Timestamps, option.TryGetTimestamps(out uint value, out uint echo) && value == 0xa1b2c3 && echo == 0);
            Assert.Equal(option.Kind == TcpOptionKind.SackPermitted, option.IsSackPermitted);
        }

        Assert.Equal([TcpOptionKind.Mss, TcpOptionKind.SackPermitted, TcpOptionKind.Timestamps, TcpOptionKind.Nop, TcpOptionKind.WindowScale], kinds);
    }

    [Fact]
    public void The_same_SYN_is_written_byte_for_byte()
    {
        byte[] buffer = new byte[60];
        buffer.AsSpan().Fill(0xa5); // what is never written shows
        TcpHeaderWriter writer = new(buffer) { SrcPort = 54321, DstPort = 80, SeqNum = 0x9b1c8a3f, Flags = TcpFlags.Syn, Window = 64240 };
        writer.AddMss(1460);
        writer.AddSackPermitted();
        writer.AddTimestamps(0xa1b2c3, 0);
        writer.AddNop();
        writer.AddWindowScale(7);

        Assert.True(writer.TryFinish([], out int written));
        Assert.Equal(Syn, buffer[..written]);
    }

    [Theory]
    [InlineData("", 0, ParseFault.Truncated, "/seq/src_port", 0)]
    [InlineData("d431005000000000", 8, ParseFault.Truncated, "/seq/ack_num", 8)]
    [InlineData("d4310050000000000000000040000000" + "00000000", 20, ParseFault.InvalidValue, "/seq/data_offset", 12)]
    [InlineData("d4310050000000000000000060000000" + "00000000", 20, ParseFault.Truncated, "/seq/options", 20)]
    public void A_malformed_header_tells_the_field_and_the_offset(string hex, int length, ParseFault fault, string field, int offset)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Assert.Equal(length, bytes.Length);

        Assert.False(TcpHeader.TryParse(bytes, out _, out ParseError error));
        Assert.Equal(new ParseError(fault, field, offset), error);
    }

    [Theory]
    [InlineData("01010102", ParseFault.Truncated, "/types/option/seq/len", 24)]
    [InlineData("01010200", ParseFault.InvalidValue, "/types/option/seq/len", 23)]
    [InlineData("01010201", ParseFault.InvalidValue, "/types/option/seq/len", 23)]
    [InlineData("01010205", ParseFault.InvalidLength, "/types/option/seq/body", 24)]
    public void A_malformed_option_stops_the_walk_and_tells_where(string hex, ParseFault fault, string field, int offset)
    {
        byte[] bytes = [.. new byte[20], .. Convert.FromHexString(hex)];
        bytes[12] = 6 << 4;

        Assert.True(TcpHeader.TryParse(bytes, out TcpHeader tcp, out _));
        Assert.False(tcp.TryValidate(out ParseError error));
        Assert.Equal(new ParseError(fault, field, offset), error);
    }

    [Fact]
    public void An_option_of_a_wrong_length_is_kept_and_has_no_value()
    {
        byte[] bytes = [.. Syn.AsSpan(0, 20), 2, 6, 5, 0xb4, 0xaa, 0xbb, 0, 0];
        bytes[12] = 7 << 4;

        Assert.True(TcpHeader.TryParse(bytes, out TcpHeader tcp, out _));
        TcpOptionList.Enumerator options = tcp.Options.GetEnumerator();
        Assert.True(options.MoveNext());
        Assert.False(options.Current.TryGetMss(out _));
        Assert.Equal([2, 6, 5, 0xb4, 0xaa, 0xbb], options.Current.Bytes.ToArray());
    }

    [Fact]
    public void The_walk_ends_at_the_end_of_the_list()
    {
        byte[] bytes = [.. Syn.AsSpan(0, 20), 1, 0, 2, 4];
        bytes[12] = 6 << 4;

        Assert.True(TcpHeader.TryParse(bytes, out TcpHeader tcp, out _));
        Assert.True(tcp.TryValidate(out _));
        TcpOptionList.Enumerator options = tcp.Options.GetEnumerator();
        Assert.True(options.MoveNext() && options.MoveNext() && !options.MoveNext());
        Assert.Equal([2, 4], options.Rest.ToArray());
    }

    [Fact]
    public void An_edit_changes_its_own_bits_only()
    {
        byte[] bytes = new byte[40];
        bytes.AsSpan().Fill(0xa5);
        Assert.True(TcpHeaderWriter.TryEdit(bytes, out TcpHeaderWriter edit, out ParseError error), error.ToString());

        edit.Syn = true;
        edit.Psh = true;
        edit.Reserved = 0;

        byte[] expected = new byte[40];
        expected.AsSpan().Fill(0xa5);
        expected[12] = 0xa1;
        expected[13] = 0xaf;
        Assert.Equal(expected, bytes);
    }

    [Fact]
    public void Running_out_of_room_is_told_at_the_end()
    {
        TcpHeaderWriter options = new(new byte[100]);
        for (int i = 0; i < 5; i++)
        {
            options.AddTimestamps(1, 2); // 50 bytes: more than 40 fit
        }

        Assert.False(options.TryFinish([], out _));
        TcpHeaderWriter small = new(new byte[25]);
        small.AddMss(1);
        small.AddTimestamps(1, 2); // no room
        small.AddNop(); // there would be, but what was asked for is not written
        Assert.False(small.TryFinish([], out _));
        TcpHeaderWriter payload = new(new byte[30]);
        Assert.False(payload.TryFinish(new byte[11], out _));
    }

    [Fact]
    public void The_checksum_covers_the_pseudo_header_of_either_version()
    {
        byte[] segment = [.. Syn, .. "odd"u8];
        foreach (int size in (int[])[4, 16])
        {
            byte[] source = new byte[size];
            byte[] destination = new byte[size];
            Random.Shared.NextBytes(source);
            Random.Shared.NextBytes(destination);
            TcpHeaderWriter.SetChecksum(segment, source, destination);

            Assert.True(TcpHeader.TryParse(segment, out TcpHeader tcp, out _));
            Assert.True(tcp.IsChecksumValid(source, destination));
            Assert.Equal(tcp.Checksum, tcp.ComputeChecksum(source, destination));
            segment[^1] ^= 1;
            Assert.False(tcp.IsChecksumValid(source, destination));
            segment[^1] ^= 1;
        }
    }
}
