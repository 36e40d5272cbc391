using System.Text;

namespace Extcap.Observing;

/// <summary>The file that SSLKEYLOGFILE names: the secrets of TLS sessions, a line each.</summary>
internal static class KeyLog
{
    private const int Parts = 3; // label, client random, secret

    /// <summary>Reads such a file.</summary>
    /// <exception cref="UserErrorException">It cannot be read, or is none.</exception>
    public static byte[] Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{path}' cannot be read: {UserErrorException.OneLine(exception)}", UserErrorException.Usage);
        }

        string[] lines = Encoding.Latin1.GetString(bytes).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length > 0 && !line.StartsWith('#') && !IsSecret(line))
            {
                throw new UserErrorException($"{path}:{i + 1}: this is no line of a TLS key log: a label, the client's random and the secret, both in hexadecimal.", UserErrorException.Usage);
            }
        }

        return bytes;
    }

    private static bool IsSecret(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: Parts } parts && parts[1].All(char.IsAsciiHexDigit) && parts[2].All(char.IsAsciiHexDigit);
}
