namespace Extcap.Tests.Linux;

/// <summary>As <see cref="LinuxPeerFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxPeerTheoryAttribute : TheoryAttribute
{
    public LinuxPeerTheoryAttribute() => Skip = new LinuxPeerFactAttribute().Skip;
}
