using Shared;

namespace Extcap.Tests.Linux;

/// <summary>A test against Linux's own TCP, on a TUN device in a network namespace of its own: skipped, with the reason, where that cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxPeerFactAttribute : FactAttribute
{
    private static readonly string[] Programs = ["ip", "nft", "curl", "nc", "tshark"];

    public LinuxPeerFactAttribute()
    {
        string missing = string.Join(", ", Programs.Where(program => !ExternalProgram.Exists(program)));
        Skip = !OperatingSystem.IsLinux() ? "Linux's TCP is on Linux only."
            : !Environment.IsPrivilegedProcess ? "Network namespaces and TUN devices need root."
            : !File.Exists("/dev/net/tun") ? "There is no /dev/net/tun."
            : missing.Length > 0 ? $"Not installed: {missing}."
            : null!;
    }
}
