using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Shared;

namespace HeaderSpec.Generator.Tests.Oracle;

/// <summary>
/// Kaitai's own compiler and JavaScript runtime (<c>kaitai.mjs</c>): says what a spec reads from bytes. Its packages are those of <c>package-lock.json</c>, in
/// <c>node_modules</c> beside this file or in the folder that the environment variable KAITAI_MODULES names.
/// </summary>
internal static class KaitaiOracle
{
    private static readonly string[] Packages = ["kaitai-struct-compiler", "kaitai-struct", "js-yaml"];

    /// <summary>The folder of the specs that each show one construct of the language.</summary>
    public static string Specs { get; } = Path.GetFullPath(Path.Combine(Folder(), "..", "Specs"));

    /// <summary>Why there is no oracle; null where there is one.</summary>
    public static string? Missing { get; } = FindMissing();

    /// <summary>
    /// Reads each input by the spec: gives the input and the line of JSON that tells its values (<c>dump.mjs</c>), in order. The inputs are asked for from another thread.
    /// </summary>
    public static IEnumerable<(byte[] Input, string Json)> Read(string specPath, IEnumerable<byte[]> inputs)
    {
        using Process node = ExternalProgram.Start("node", [Path.Combine(Folder(), "kaitai.mjs"), specPath]);
        Task<string> complaint = node.StandardError.ReadToEndAsync();
        ConcurrentQueue<byte[]> sent = new();
        Task feed = Task.Run(() => Feed(node.StandardInput.BaseStream, inputs, sent));
        try
        {
            while (node.StandardOutput.ReadLine() is { } line)
            {
                yield return sent.TryDequeue(out byte[]? input) ? (input, line) : throw new InvalidOperationException("The oracle gives more lines than it got inputs.");
            }

            if (!complaint.Wait(TimeSpan.FromSeconds(10)) || complaint.Result.Length > 0)
            {
                throw new InvalidOperationException($"The oracle refuses {specPath}: {(complaint.IsCompleted ? complaint.Result : "")}");
            }

            feed.GetAwaiter().GetResult();
            if (!sent.IsEmpty)
            {
                throw new InvalidOperationException($"The oracle gave no line for {sent.Count} inputs.");
            }
        }
        finally
        {
            if (!node.HasExited)
            {
                node.Kill();
            }
        }
    }

    private static void Feed(Stream to, IEnumerable<byte[]> inputs, ConcurrentQueue<byte[]> sent)
    {
        using BufferedStream stream = new(to, 1 << 16);
        byte[] length = new byte[4];
        foreach (byte[] input in inputs)
        {
            sent.Enqueue(input);
            BinaryPrimitives.WriteInt32LittleEndian(length, input.Length);
            stream.Write(length);
            stream.Write(input);
        }
    }

    private static string? FindMissing()
    {
        if (!ExternalProgram.Exists("node"))
        {
            return "node is not installed.";
        }

        string modules = Environment.GetEnvironmentVariable("KAITAI_MODULES") is { Length: > 0 } named ? named : Path.Combine(Folder(), "node_modules");
        return Packages.FirstOrDefault(package => !Directory.Exists(Path.Combine(modules, package))) is { } missing
            ? $"The npm package {missing} is not installed: `npm ci` in tests/HeaderSpec.Generator.Tests/Oracle."
            : null;
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
