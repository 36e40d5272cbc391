using System.Security.Cryptography;

namespace Extcap.Tests.Linux;

/// <summary>A scenario that the kernel plays one end of.</summary>
/// <param name="Name">Its name, that of the lab's scenario where there is one.</param>
/// <param name="Play">What both ends do; it throws where something is wrong.</param>
/// <param name="Seen">What must be seen, in this order: see <see cref="SeenLog"/>.</param>
internal sealed record LinuxScenario(string Name, Func<LinuxPair, Task> Play, params string[] Seen)
{
    public LinuxRun Run { get; init; } = new();

    /// <summary>Whether the kernel can be A.</summary>
    public bool KernelAsA { get; init; } = true;

    /// <summary>Whether the kernel can be B.</summary>
    public bool KernelAsB { get; init; } = true;

    /// <summary>What there is to say of it.</summary>
    public string Remark { get; init; } = "";

    /// <summary>Sends random bytes one way; they arrive.</summary>
    public static async Task SendAsync(LinuxStream from, LinuxStream to, int count)
    {
        byte[] sent = RandomNumberGenerator.GetBytes(count);
        byte[] received = new byte[count];
        Task writing = from.Stream.WriteAsync(sent).AsTask();
        await to.Stream.ReadExactlyAsync(received);
        await writing;
        Assert.True(sent.AsSpan().SequenceEqual(received));
    }

    /// <summary>The peer has closed, and there is nothing more to read.</summary>
    public static async Task ReadEndAsync(LinuxStream stream) => Assert.Equal(0, await stream.Stream.ReadAsync(new byte[1]));

    /// <summary>One closes, then the other.</summary>
    public static async Task CloseAsync(LinuxStream first, LinuxStream second)
    {
        first.HalfClose();
        await ReadEndAsync(second);
        second.HalfClose();
        await ReadEndAsync(first);
    }

    public override string ToString() => Name;
}
