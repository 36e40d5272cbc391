using System.Globalization;
using System.Text;

namespace Extcap.Serving;

/// <summary>The head of an HTTP/1.1 request (RFC 9112): what serving one file needs of it.</summary>
/// <param name="Method">The method, as <c>GET</c>.</param>
/// <param name="ContentLength">The body's length in bytes; null where none is given.</param>
/// <param name="ExpectsContinue">Whether the client waits for '100 Continue' before it sends the body.</param>
/// <param name="ClosesAfter">Whether the connection ends after the response.</param>
internal sealed record HttpRequest(string Method, long? ContentLength, bool ExpectsContinue, bool ClosesAfter)
{
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();

    /// <summary>Where the head ends in what was received; -1 where it is not whole yet.</summary>
    public static int FindEnd(ReadOnlySpan<byte> received)
    {
        int at = received.IndexOf(HeadEnd);
        return at < 0 ? -1 : at + HeadEnd.Length;
    }

    /// <summary>Reads a whole head; null where it is not one.</summary>
    public static HttpRequest? Parse(ReadOnlySpan<byte> head)
    {
        string[] lines = Encoding.Latin1.GetString(head).Split("\r\n");
        string[] start = lines[0].Split(' ');
        if (start.Length != 3 || !start[2].StartsWith("HTTP/1.", StringComparison.Ordinal))
        {
            return null;
        }

        long? length = null;
        bool expects = false;
        bool closes = start[2] == "HTTP/1.0";
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string name = colon > 0 ? line[..colon] : "";
            string value = colon > 0 ? line[(colon + 1)..].Trim() : "";
            if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long parsed))
                {
                    return null;
                }

                length = parsed;
            }

            expects |= name.Equals("Expect", StringComparison.OrdinalIgnoreCase) && value.Equals("100-continue", StringComparison.OrdinalIgnoreCase);
            closes |= name.Equals("Connection", StringComparison.OrdinalIgnoreCase) && value.Equals("close", StringComparison.OrdinalIgnoreCase);
        }

        return new HttpRequest(start[0], length, expects, closes);
    }
}
