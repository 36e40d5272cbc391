using System.Reflection;
using Microsoft.CodeAnalysis;

namespace HeaderSpec.Generator.Tests;

/// <summary>Walked types written as a user writes them: what follows from what is written is computed, what does not fit is told.</summary>
public sealed class WalkedWriterTests
{
    private const string Spec = """
        meta:
          id: report
          endian: be
          encoding: UTF-8
        seq:
          - id: magic
            contents: RP
          - id: version
            type: b4
            valid: 2
          - id: urgent
            type: b1
          - id: reserved
            type: b3
            -hs-reserved: true
          - id: hops
            type: u1
          - id: checksum
            type: u2
            -hs-checksum: internet(_)
          - id: len_name
            type: u1
          - id: num_items
            type: u2le
          - id: name
            type: str
            size: len_name
          - id: padding
            size: 8 - len_name
          - id: items
            type: item
            repeat: expr
            repeat-expr: num_items
          - id: note
            type: strz
          - id: tag
            type: u4
            if: urgent
          - id: words
            type: u2
            repeat: eos
        types:
          item:
            seq:
              - id: kind
                type: u1
                enum: kind
              - id: len_body
                type: u1
              - id: body
                size: len_body - 2
                type:
                  switch-on: kind
                  cases:
                    'kind::point': point
                    'kind::text': text
          point:
            seq:
              - id: x
                type: s2
              - id: y
                type: s2
          text:
            seq:
              - id: value
                type: str
                size-eos: true
        enums:
          kind:
            1: point
            2: text
        """;

    private const string Written = """
        using System;
        using Report;

        public static class Writing
        {
            public static string Whole()
            {
                Span<byte> buffer = stackalloc byte[64];
                buffer.Fill(0xa5);
                ReportHeaderWriter writer = new(buffer);
                writer.Urgent = true;
                writer.SetName("pump");
                ReportItemWriter point = writer.BeginItems();
                ReportPointWriter where = point.BeginPoint();
                where.X = -2;
                where.Y = 300;
                point.EndPoint(where);
                writer.EndItems(point);
                ReportItemWriter text = writer.BeginItems();
                ReportTextWriter words = text.BeginText();
                words.SetValue("ok");
                text.EndText(words);
                writer.EndItems(text);
                writer.SetNote("n");
                writer.Tag = 0x01020304;
                writer.AddWords(7);
                writer.AddWords(0xffff);
                return writer.TryFinish(out int size) ? Convert.ToHexString(buffer[..size]) : "not written";
            }

            public static string Least()
            {
                Span<byte> buffer = stackalloc byte[64];
                ReportHeaderWriter writer = new(buffer);
                return writer.TryFinish(out int size) ? Convert.ToHexString(buffer[..size]) : "not written";
            }

            public static bool NameTooLong()
            {
                ReportHeaderWriter writer = new(new byte[64]);
                writer.SetName("nine char");
                return writer.TryFinish(out _);
            }

            public static bool OutOfOrder()
            {
                ReportHeaderWriter writer = new(new byte[64]);
                writer.SetNote("n");
                writer.SetName("late");
                return writer.TryFinish(out _);
            }

            public static bool TagOfWhatIsNotUrgent()
            {
                ReportHeaderWriter writer = new(new byte[64]);
                writer.Tag = 1;
                writer.AddWords(1);
                writer.AddWords(2);
                writer.Urgent = false;
                return writer.TryFinish(out int size) && size == 0;
            }

            public static bool WrongVersion()
            {
                ReportHeaderWriter writer = new(new byte[64]);
                writer.Version = 3;
                return writer.TryFinish(out _);
            }

            public static bool ChecksumIsRight()
            {
                byte[] bytes = Convert.FromHexString(Whole());
                uint sum = 0;
                for (int i = 0; i < bytes.Length; i++)
                {
                    sum += (uint)bytes[i] << (i % 2 == 0 ? 8 : 0);
                }

                sum = (sum & 0xffff) + (sum >> 16);
                return (sum & 0xffff) + (sum >> 16) == 0xffff;
            }

            public static string Edited()
            {
                byte[] bytes = Convert.FromHexString(Whole());
                byte[] before = (byte[])bytes.Clone();
                if (!ReportHeaderWriter.TryEdit(bytes, out ReportHeaderWriter writer, out _))
                {
                    return "not readable";
                }

                writer.Tag = 0x0a0b0c0d;
                writer.Reserved = 5;
                string changed = "";
                for (int i = 0; i < bytes.Length; i++)
                {
                    changed += bytes[i] == before[i] ? "" : $"{i}:{before[i] ^ bytes[i]:x2} ";
                }

                return changed;
            }
        }
        """;

    private static readonly Lazy<Type> Writing = new(() =>
    {
        SpecCompiler compiler = new(("report.ksy", Spec));
        Assert.DoesNotContain(compiler.Run().Diagnostics, diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        compiler.EditCode(Written);
        return compiler.Load().GetType("Writing")!;
    });

    [Fact]
    public void Lengths_counts_kinds_padding_and_checksum_follow_from_what_is_written()
    {
        string written = (string)Run("Whole");

        Assert.Equal("5250" + "28" + "00" + written[8..12] + "04" + "0200" + "70756D70" + "00000000" + "0106FFFE012C" + "02046F6B" + "6E00" + "01020304" + "0007FFFF", written);
        Assert.True((bool)Run("ChecksumIsRight"));
    }

    [Fact]
    public void What_is_not_set_is_empty() => Assert.StartsWith("525020", (string)Run("Least"), StringComparison.Ordinal);

    [Fact]
    public void A_checksum_over_a_pseudo_header_is_made_and_checked()
    {
        SpecCompiler compiler = new(("note.ksy", """
            meta:
              id: note
              endian: be
            seq:
              - id: sum
                type: u2
                -hs-checksum: internet(address, _)
              - id: text
                type: strz
                encoding: ASCII
            types:
              address:
                seq:
                  - id: host
                    size: 4
                  - id: zero
                    contents: [0]
                  - id: kind
                    contents: [200]
                  - id: length
                    type: u2
                    -hs-write: _.size
            """));
        Assert.Empty(compiler.Run().Diagnostics);
        compiler.EditCode("""
            using System;

            public static class Writing
            {
                public static bool IsRight()
                {
                    byte[] bytes = new byte[16];
                    byte[] host = [10, 0, 0, 1];
                    Note.NoteHeaderWriter writer = new(bytes);
                    writer.SetText("hello");
                    if (!writer.TryFinish(out int size))
                    {
                        return false;
                    }

                    Note.NoteHeaderWriter.SetSum(bytes.AsSpan(0, size), host);
                    bool isRead = Note.NoteHeader.TryParse(bytes.AsSpan(0, size), out Note.NoteHeader note, out _);

                    // 0a00 0001 00c8 0008 6865 6c6c 6f00
                    uint sum = 0x0a00 + 0x0001 + 0x00c8 + 0x0008 + 0x6865 + 0x6c6c + 0x6f00;
                    ushort wanted = (ushort)~((sum & 0xffff) + (sum >> 16));
                    return isRead && note.Sum == wanted && note.IsSumValid(host) && !note.IsSumValid(new byte[] { 10, 0, 0, 2 });
                }
            }
            """);

        Assert.True((bool)compiler.Load().GetType("Writing")!.GetMethod("IsRight")!.Invoke(null, null)!);
    }

    [Theory]
    [InlineData("NameTooLong")]
    [InlineData("OutOfOrder")]
    [InlineData("TagOfWhatIsNotUrgent")]
    [InlineData("WrongVersion")]
    public void What_the_specification_does_not_describe_is_not_written(string attempt) => Assert.False((bool)Run(attempt));

    [Fact]
    public void An_edit_in_place_changes_its_own_bits_only() => Assert.Equal("2:05 29:0b 30:09 31:0f 32:09 ", (string)Run("Edited"));

    private static object Run(string method) => Writing.Value.GetMethod(method, BindingFlags.Public | BindingFlags.Static)!.Invoke(null, null)!;
}
