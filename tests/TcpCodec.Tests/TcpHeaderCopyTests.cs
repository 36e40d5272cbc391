namespace TcpCodec.Tests;

/// <summary>A segment that was read, written again: as it was, changed, or with an option more.</summary>
public sealed class TcpHeaderCopyTests
{
    // Reserved bits, a wrong checksum, MSS, an unknown option, end of list, padding that is not zero, then data.
    private static readonly byte[] Segment = Convert.FromHexString("d4310050" + "00000001" + "00000002" + "8e18ffff" + "badd0007" + "020405b4" + "fd03ab01" + "00a1a2a3" + "68656c6c6f");

    [Fact]
    public void What_was_read_is_written_again()
    {
        byte[] buffer = Room();
        TcpHeaderWriter writer = Copied(buffer);

        Assert.True(writer.TryFinish(out int written));
        Assert.Equal(Segment, buffer[..written]);
    }

    [Fact]
    public void A_field_can_be_changed_after_the_copy()
    {
        byte[] buffer = Room();
        TcpHeaderWriter writer = Copied(buffer);
        writer.Window = 3;

        Assert.True(writer.TryFinish(out int written));
        Assert.Equal([.. Segment[..14], 0, 3, .. Segment[16..]], buffer[..written]);
    }

    [Fact]
    public void An_option_that_is_added_after_the_copy_needs_the_payload_again()
    {
        byte[] buffer = Room();
        TcpHeaderWriter writer = Copied(buffer);
        writer.AddOption([1, 1, 1, 1]);

        TcpHeaderWriter without = writer;
        Assert.False(without.TryFinish(out int written));
        Assert.Equal(0, written);
        Assert.True(writer.TryFinish("hello"u8, out written));
        Assert.Equal([.. Segment[..12], 0x9e, .. Segment[13..32], 1, 1, 1, 1, .. "hello"u8], buffer[..written]);
    }

    [Fact]
    public void A_copy_takes_the_place_of_what_was_written_before()
    {
        byte[] buffer = Room();
        TcpHeaderWriter writer = new(buffer) { SrcPort = 9, UrgentPointer = 9 };
        writer.AddTimestamps(1, 2);
        Assert.True(TcpHeader.TryParse(Segment, out TcpHeader view, out _));
        writer.CopyFrom(view);

        Assert.True(writer.TryFinish(out int written));
        Assert.Equal(Segment, buffer[..written]);
    }

    [Fact]
    public void A_header_that_is_opened_keeps_its_payload()
    {
        byte[] bytes = [.. Segment];
        Assert.True(TcpHeaderWriter.TryEdit(bytes, out TcpHeaderWriter writer, out _));

        Assert.True(writer.TryFinish(out int written));
        Assert.Equal(Segment.Length, written);
        Assert.Equal(Segment, bytes);
    }

    [Fact]
    public void A_new_header_has_no_payload()
    {
        TcpHeaderWriter writer = new(Room());
        writer.AddMss(1460);

        Assert.True(writer.TryFinish(out int written));
        Assert.Equal(24, written);
    }

    private static byte[] Room()
    {
        byte[] room = new byte[100];
        room.AsSpan().Fill(0xa5);
        return room;
    }

    private static TcpHeaderWriter Copied(byte[] buffer)
    {
        Assert.True(TcpHeader.TryParse(Segment, out TcpHeader view, out _));
        TcpHeaderWriter writer = new(buffer);
        writer.CopyFrom(view);
        return writer;
    }
}
