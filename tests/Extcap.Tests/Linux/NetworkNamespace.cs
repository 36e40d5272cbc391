using System.Diagnostics;
using Shared;

namespace Extcap.Tests.Linux;

/// <summary>A network namespace of a test's own: a host with nothing in it but what the test makes.</summary>
internal sealed class NetworkNamespace : IDisposable
{
    private readonly string _name = $"tcpe{Guid.NewGuid().ToString("N")[..8]}";

    public NetworkNamespace()
    {
        Require(ExternalProgram.Run("ip", ["netns", "add", _name]));
        Require(Run("ip", "link", "set", "lo", "up"));
    }

    /// <summary>Runs a program in the namespace to its end.</summary>
    public ExternalProgram Run(string program, params string[] arguments) => ExternalProgram.Run("ip", ["netns", "exec", _name, program, .. arguments]);

    /// <summary>Starts a program in the namespace.</summary>
    public Process Start(string program, string? home, params string[] arguments) => ExternalProgram.Start("ip", ["netns", "exec", _name, program, .. arguments], home);

    /// <summary>Runs code in the namespace, on a thread of its own: the sockets and devices that it makes belong to the namespace for good.</summary>
    public T Inside<T>(Func<T> make)
    {
        Task<T> made = new(() =>
        {
            ThreadNamespace.Enter($"/run/netns/{_name}");
            return make();
        });
        Thread thread = new(() => made.RunSynchronously());
        thread.Start();
        thread.Join();
        return made.GetAwaiter().GetResult();
    }

    /// <summary>Loses a share of what the namespace's kernel sends and receives, at random: tc netem where the kernel has it, else a rule of nftables.</summary>
    /// <returns>Whether netem delays too.</returns>
    public bool Impair(string device, int lossPercent, int delayMilliseconds)
    {
        if (Run("tc", "qdisc", "add", "dev", device, "root", "netem", "loss", $"{lossPercent}%", "delay", $"{delayMilliseconds}ms").ExitCode == 0)
        {
            return true;
        }

        Require(Run("nft", "add", "table", "inet", "impair"));
        foreach (string hook in (string[])["input", "output"])
        {
            Require(Run("nft", "add", "chain", "inet", "impair", hook, $"{{ type filter hook {hook} priority 0 ; }}"));
            Require(Run("nft", "add", "rule", "inet", "impair", hook, "numgen", "random", "mod", "100", "<", lossPercent.ToString(System.Globalization.CultureInfo.InvariantCulture), "drop"));
        }

        return false;
    }

    public void Dispose() => Require(ExternalProgram.Run("ip", ["netns", "delete", _name]));

    private static void Require(ExternalProgram done) => Assert.True(done.ExitCode == 0, done.Error);
}
