using System.Text.RegularExpressions;

namespace TcpEngine.Drill;

/// <summary>What a script's shell command asks for. No shell is run: what sets sysctls is understood, and everything else is told.</summary>
/// <param name="Settings">The sysctls that it sets, by their names behind <c>net.ipv4.</c></param>
/// <param name="LoadsDefaults">Whether it runs packetdrill's <c>defaults.sh</c>.</param>
/// <param name="Skipped">The parts that are left out, since they set up devices, routes or processes.</param>
/// <param name="Refused">The parts whose outcome would matter, so that leaving them out would make a wrong script pass.</param>
internal sealed partial record ShellCommand(IReadOnlyList<KeyValuePair<string, string>> Settings, bool LoadsDefaults, IReadOnlyList<string> Skipped, IReadOnlyList<string> Refused)
{
    // Programs that set up what virtual time does not have.
    private static readonly string[] SetUpPrograms = ["tc", "ip", "ifconfig", "ethtool", "iptables", "ip6tables", "nft", "modprobe", "sleep", "true", ":", "sync", "rm", "mkdir", "ulimit", "export", "cd", "dd", "truncate", "fallocate"];

    /// <summary>Reads a command.</summary>
    public static ShellCommand Parse(string text)
    {
        List<KeyValuePair<string, string>> settings = [];
        List<string> skipped = [];
        List<string> refused = [];
        bool loadsDefaults = false;
        foreach (string part in Separators().Split(Continuations().Replace(text, " ")).Select(part => part.Trim()).Where(part => part.Length > 0 && part[0] != '#'))
        {
            string[] words = part.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            string program = words[0][(words[0].LastIndexOf('/') + 1)..];
            if (program is "sysctl" or "set_sysctls.py")
            {
                AddSettings(part, settings);
            }
            else if (program == "defaults.sh" || (program is "." or "source" or "sh" or "bash" && words.Length > 1 && words[1].EndsWith("defaults.sh", StringComparison.Ordinal)))
            {
                loadsDefaults = true;
            }
            else if (Echo().Match(part) is { Success: true } echo)
            {
                settings.Add(new(NameOf(echo.Groups["path"].Value), echo.Groups["value"].Value.Trim().Trim('"', '\'')));
            }
            else
            {
                (SetUpPrograms.Contains(program) ? skipped : refused).Add(part);
            }
        }

        return new ShellCommand(settings, loadsDefaults, skipped, refused);
    }

    [GeneratedRegex(@"\\\r?\n")]
    private static partial Regex Continuations();

    [GeneratedRegex(@"\r?\n|;|&&")]
    private static partial Regex Separators();

    // A value ends where the next name=value, an option or a redirection begins: tcp_rmem has three numbers.
    [GeneratedRegex(@"(?<name>[\w./-]*tcp_\w+|[\w./]*net[./][\w./]+)\s*=\s*(?<value>""[^""]*""|'[^']*'|[^\s""']+(?:[ \t]+[\d-]+(?=\s|$))*)")]
    private static partial Regex Setting();

    [GeneratedRegex(@"^echo\s+(?<value>.+?)\s*>\s*(?<path>/proc/sys/net/\S+)$")]
    private static partial Regex Echo();

    private static void AddSettings(string part, List<KeyValuePair<string, string>> settings)
    {
        foreach (Match match in Setting().Matches(part))
        {
            settings.Add(new(NameOf(match.Groups["name"].Value), match.Groups["value"].Value.Trim('"', '\'')));
        }
    }

    // net.ipv4.tcp_sack and /proc/sys/net/ipv4/tcp_sack are the same.
    private static string NameOf(string path)
    {
        string dotted = path.Replace("/proc/sys/", "", StringComparison.Ordinal).Replace('/', '.').TrimStart('.');
        return dotted.StartsWith("net.ipv4.", StringComparison.Ordinal) ? dotted["net.ipv4.".Length..] : dotted;
    }
}
