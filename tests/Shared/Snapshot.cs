using System.Runtime.CompilerServices;

namespace Shared;

/// <summary>
/// Compares a text with the verified one beside the test, <c>Class.Method.verified.ext</c>. On a difference the text is left beside it as <c>.received.ext</c>;
/// with the environment variable ACCEPT_SNAPSHOTS=1 it is taken over.
/// </summary>
internal static class Snapshot
{
    public static void Verify(string text, string extension, string? parameter = null, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        string stem = Path.Combine(Path.GetDirectoryName(file)!, $"{Path.GetFileNameWithoutExtension(file)}.{method}{(parameter is null ? "" : "_" + parameter)}");
        string verified = $"{stem}.verified.{extension}";
        string received = $"{stem}.received.{extension}";
        if (Environment.GetEnvironmentVariable("ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(verified, text);
        }

        string expected = File.Exists(verified) ? File.ReadAllText(verified) : "";
        if (expected == text)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        Assert.Equal(expected, text);
    }
}
