using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace HeaderSpec.Generator.Tests.Oracle;

/// <summary>The generated code of a folder's specs, compiled and loaded: says in the oracle's JSON what it reads.</summary>
internal sealed partial class CompiledSpecs
{
    private static readonly Lazy<CompiledSpecs> LazyConstructs = new(() => new CompiledSpecs(KaitaiOracle.Specs));

    private static readonly Lazy<CompiledSpecs> LazyHeaders = new(() => new CompiledSpecs(HeaderFolder));

    private readonly Assembly _assembly;

    /// <summary>The specs that each show one construct of the language.</summary>
    public static CompiledSpecs Constructs => LazyConstructs.Value;

    /// <summary>The folder of the product's specs.</summary>
    public static string HeaderFolder => Path.Combine(AppContext.BaseDirectory, "specs");

    /// <summary>The names of the product's specs.</summary>
    public static IEnumerable<string> HeaderNames => Directory.EnumerateFiles(HeaderFolder, "*.ksy").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    /// <summary>The specs of the product.</summary>
    public static CompiledSpecs Headers => LazyHeaders.Value;

    public CompiledSpecs(string folder)
    {
        (string Name, string Text)[] specs = [.. Directory.EnumerateFiles(folder, "*.ksy").Order(StringComparer.Ordinal).Select(path => (Path.GetFileName(path), File.ReadAllText(path)))];
        SpecCompiler compiler = new(specs);
        GeneratorRunResult run = compiler.Run();
        string[] errors = [.. run.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString())];
        Assert.Empty(errors);
        StringBuilder drivers = new();
        foreach (GeneratedSourceResult source in run.GeneratedSources)
        {
            string text = source.SourceText.ToString();
            string type = RootType().Match(text).Groups[1].Value;
            string name = NamespaceName().Match(text).Groups[1].Value;
            string validate = text.Contains("public bool TryValidate(", StringComparison.Ordinal) ? "|| !view.TryValidate(out error)" : "";
            drivers.Append($$"""
                public static class Driver_{{Path.GetFileNameWithoutExtension(Path.GetFileNameWithoutExtension(source.HintName))}}
                {
                    public static string Read(byte[] bytes)
                    {
                        if (!{{name}}.{{type}}.TryParse(bytes, {{Inputs(text)}}out var view, out HeaderSpec.ParseError error) {{validate}})
                        {
                            return "{\"error\":\"" + error.Fault + "\",\"message\":\"" + error + "\"}";
                        }

                        System.Text.StringBuilder json = new();
                        HeaderSpec.Generator.Tests.Oracle.JsonVisitor visitor = new(json);
                        visitor.Begin();
                        view.Visit(ref visitor);
                        visitor.End();
                        return json.ToString();
                    }

                    {{Rewriting(text, $"{name}.{type}")}}
                }

                """);
        }

        compiler.EditCode(drivers.ToString());
        _assembly = compiler.Load();
    }

    /// <summary>Writes again what it reads, and tells how many bytes that are: -1 where it cannot be read, 0 where it cannot be written.</summary>
    /// <param name="bytes">What is read.</param>
    /// <param name="room">Where it is written.</param>
    /// <param name="size">How many of the bytes were read.</param>
    public delegate int Copier(byte[] bytes, byte[] room, out int size);

    /// <summary>What reads one spec: bytes to a line of JSON.</summary>
    public Func<byte[], string> Reader(string spec) => Driver(spec).GetMethod("Read")!.CreateDelegate<Func<byte[], string>>();

    /// <summary>What writes again what it reads of one spec; null where the spec has no writer.</summary>
    public Copier? Writer(string spec) => Driver(spec).GetMethod("Copy")?.CreateDelegate<Copier>();

    private Type Driver(string spec) => _assembly.GetType("Driver_" + string.Concat(spec.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])), throwOnError: true)!;

    // What writes again what was read. A closed writer needs room for what is always there.
    private static string Rewriting(string text, string type)
    {
        string least = text.Contains("ThrowTooShort(", StringComparison.Ordinal) ? type + ".FixedSize" : "0";
        bool hasWriter = text.Contains($"ref struct {type.Split('.')[^1]}Writer", StringComparison.Ordinal);
        return !hasWriter ? "" : $$"""
            public static int Copy(byte[] bytes, byte[] room, out int size)
            {
                size = 0;
                if (!{{type}}.TryParse(bytes, {{Inputs(text)}}out var view, out _))
                {
                    return -1;
                }

                size = view.Size;
                if (!{{type}}.TryParse(new System.ReadOnlySpan<byte>(bytes, 0, size), {{Inputs(text)}}out view, out _) || view.Size != size)
                {
                    // What follows the header decides how it is read.
                    return -1;
                }

                if (room.Length < {{least}})
                {
                    return 0;
                }

                {{type}}Writer writer = new(room);
                writer.CopyFrom(view);
                return writer.TryFinish(out int written) ? written : 0;
            }
            """;
    }

    // A root with parameters gets zeros for them.
    private static string Inputs(string text)
    {
        string parameters = EntryParameters().Match(text).Groups[1].Value;
        return string.Concat(parameters.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(_ => "default, "));
    }

    [GeneratedRegex(@"public readonly ref struct (\w+)")]
    private static partial Regex RootType();

    [GeneratedRegex(@"(?m)^namespace ([\w.]+);")]
    private static partial Regex NamespaceName();

    [GeneratedRegex(@"public static bool TryParse\(ReadOnlySpan<byte> bytes, (.*?)out \w+ view")]
    private static partial Regex EntryParameters();
}
