using System.Reflection;

namespace HeaderSpec.Generator.Tests;

/// <summary>What generated writers put into bytes, where the project's own specs do not show it: other widths and byte orders.</summary>
public sealed class WriterTests
{
    private const string Spec = """
        meta:
          id: probe
          endian: be
          bit-endian: be
          -hs-namespace: Probes
        seq:
          - id: magic
            contents: [1, 2]
          - id: order
            type: u2le
            valid: 258
          - id: high
            type: b3
            valid:
              min: 5
          - id: low
            type: b13
          - id: items_size
            type: u2
          - id: items
            type: item_list
            size: items_size
        types:
          item_list:
            seq:
              - id: items
                type: item
                repeat: eos
          item:
            seq:
              - id: kind
                type: u2
                enum: kind
              - id: len
                type: u2
              - id: body
                size: len
                type:
                  switch-on: kind
                  -hs-mismatch: opaque
                  cases:
                    'kind::whole': whole
                    'kind::halves': halves
                    'kind::little': little
                    'kind::odd': odd
                    'kind::bits': bits
                    'kind::sparse': sparse
          whole:
            seq:
              - id: a
                type: u4
          halves:
            seq:
              - id: a
                type: u2
              - id: b
                type: u2
          little:
            seq:
              - id: a
                type: u4le
          odd:
            seq:
              - id: a
                type: u1
          bits:
            seq:
              - id: a
                type: b4
              - id: b
                type: b12
          sparse:
            seq:
              - id: a
                type: b4
              - id: b
                type: u1
        enums:
          kind:
            1: whole
            2: halves
            3: little
            4: odd
            5: bits
            6: sparse
        """;

    [Fact]
    public void A_new_header_holds_what_the_specification_fixes() => Assert.Equal(
        "0102" + "0201" + "a000" + "0000",
        Written("Probes.ProbeHeaderWriter writer = new(buffer);"));

    [Fact]
    public void Elements_are_written_in_every_width_and_byte_order() => Assert.Equal(
        "0102" + "0201" + "a000" + "0023"
        + "00010004" + "89abcdef"
        + "00020004" + "89abcdef"
        + "00030004" + "efcdab89"
        + "00040001" + "89"
        + "00050002" + "89ab",
        Written("""
            Probes.ProbeHeaderWriter writer = new(buffer);
            writer.AddWhole(0x89abcdef);
            writer.AddHalves(0x89ab, 0xcdef);
            writer.AddLittle(0x89abcdef);
            writer.AddOdd(0x89);
            writer.AddBits(0x8, 0x9ab);
            """));

    [Fact]
    public void Bits_that_no_field_names_are_zero() => Assert.Equal(
        "0102" + "0201" + "a000" + "0006" + "00060002" + "30ab",
        Written("""
            Probes.ProbeHeaderWriter writer = new(buffer);
            writer.AddSparse(3, 0xab);
            """));

    // What statements write into a buffer of 0xa5.
    private static string Written(string statements)
    {
        SpecCompiler compiler = new(("probe.ksy", Spec));
        Assert.DoesNotContain(compiler.Run().Diagnostics, diagnostic => diagnostic.Id != "HS0012");
        compiler.EditCode($$"""
            public static class Writing
            {
                public static byte[] Run()
                {
                    byte[] buffer = new byte[100];
                    System.Array.Fill(buffer, (byte)0xa5);
                    {{statements}}
                    return writer.TryFinish(out int written) ? buffer[..written] : [];
                }
            }
            """);
        Assert.Empty(compiler.CompileErrors());
        MethodInfo run = compiler.Load().GetType("Writing")!.GetMethod("Run")!;
        return Convert.ToHexStringLower((byte[])run.Invoke(null, null)!);
    }
}
