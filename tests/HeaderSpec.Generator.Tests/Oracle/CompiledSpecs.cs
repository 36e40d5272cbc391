using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace HeaderSpec.Generator.Tests.Oracle;

/// <summary>The generated code of a folder's specs, compiled and loaded: says in the oracle's JSON what it reads.</summary>
internal sealed partial class CompiledSpecs
{
    private readonly Assembly _assembly;

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
            string validate = text.Contains("public bool TryValidate(", StringComparison.Ordinal) ? "|| !view.TryValidate(out error)" : "";
            drivers.Append($$"""
                public static class Driver_{{Path.GetFileNameWithoutExtension(Path.GetFileNameWithoutExtension(source.HintName))}}
                {
                    public static string Read(byte[] bytes)
                    {
                        if (!{{NamespaceName().Match(text).Groups[1].Value}}.{{type}}.TryParse(bytes, {{Inputs(text)}}out var view, out HeaderSpec.ParseError error) {{validate}})
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
                }

                """);
        }

        compiler.EditCode(drivers.ToString());
        _assembly = compiler.Load();
    }

    /// <summary>What reads one spec: bytes to a line of JSON.</summary>
    public Func<byte[], string> Reader(string spec)
    {
        string name = string.Concat(spec.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        return _assembly.GetType("Driver_" + name, throwOnError: true)!.GetMethod("Read")!.CreateDelegate<Func<byte[], string>>();
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
