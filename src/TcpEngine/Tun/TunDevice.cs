using System.Runtime.InteropServices;

namespace TcpEngine;

/// <summary>A Linux TUN device: what the kernel routes to it comes out here as IP packets, and the other way round.</summary>
public sealed class TunDevice : IPacketDevice
{
    private const string Path = "/dev/net/tun";

    private readonly int _tun;
    private readonly int _wake;

    private TunDevice(string name, int tun, int wake, int mtu)
    {
        Name = name;
        _tun = tun;
        _wake = wake;
        Mtu = mtu;
    }

    /// <summary>The interface's name.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public int Mtu { get; }

    /// <inheritdoc/>
    public Timestamp NextDeadline => Timestamp.Never;

    /// <summary>
    /// Opens a device. One that does not exist, or is down, is created and brought up, and its kernel's side gets an address; one that is up is taken as it is.
    /// </summary>
    /// <param name="name">The interface's name, up to 15 characters.</param>
    /// <param name="kernelAddress">The address of the kernel's side.</param>
    /// <param name="prefixLength">The length of the prefix that is reached through the device, in bits.</param>
    /// <exception cref="TunException">It cannot be opened: the message says why and what to do.</exception>
    public static TunDevice Open(string name, IpAddress kernelAddress, int prefixLength)
    {
        if (name.Length is 0 or > InterfaceRequest.MaximumNameLength || name.Any(c => c is '/' or ' ' || !char.IsAscii(c)))
        {
            throw new TunException($"'{name}' is no name for an interface: use 1 to {InterfaceRequest.MaximumNameLength} letters, digits and hyphens.");
        }

        if (!OperatingSystem.IsLinux())
        {
            throw new TunException("TUN devices are opened on Linux only. 'tcpengine lab' runs everywhere.");
        }

        int tun = LinuxCalls.Open(Path, LinuxCalls.ReadWrite | LinuxCalls.NonBlocking | LinuxCalls.CloseOnExec);
        if (tun < 0)
        {
            throw Failure($"{Path} cannot be opened", Marshal.GetLastPInvokeError(), name);
        }

        int socket = LinuxCalls.Socket(kernelAddress.IsV6 ? LinuxCalls.Internet6Family : LinuxCalls.InternetFamily, LinuxCalls.DatagramSocket | LinuxCalls.CloseOnExec, 0);
        try
        {
            return Configure(name, tun, socket, kernelAddress, prefixLength);
        }
        catch (TunException)
        {
            _ = LinuxCalls.Close(tun);
            throw;
        }
        finally
        {
            _ = LinuxCalls.Close(socket);
        }
    }

    /// <inheritdoc/>
    public unsafe bool TryRead(Timestamp now, Span<byte> packet, out int size)
    {
        fixed (byte* buffer = packet)
        {
            nint count = LinuxCalls.Read(_tun, buffer, (nuint)packet.Length);
            size = (int)Math.Max(0, count);
            if (count < 0 && Marshal.GetLastPInvokeError() is not (LinuxCalls.TryAgain or LinuxCalls.Interrupted) and int error)
            {
                throw Failure($"Reading from {Name} failed", error, Name);
            }

            return count > 0;
        }
    }

    /// <inheritdoc/>
    public unsafe void Write(Timestamp now, ReadOnlySpan<byte> packet)
    {
        fixed (byte* buffer = packet)
        {
            // A packet that the kernel does not take (its queue is full, the interface is down) is a lost packet.
            _ = LinuxCalls.Write(_tun, buffer, (nuint)packet.Length);
        }
    }

    /// <inheritdoc/>
    public unsafe void Wait(Duration limit)
    {
        LinuxCalls.PollDescriptor* descriptors = stackalloc LinuxCalls.PollDescriptor[2];
        descriptors[0] = new LinuxCalls.PollDescriptor { Descriptor = _tun, Events = LinuxCalls.PollIn };
        descriptors[1] = new LinuxCalls.PollDescriptor { Descriptor = _wake, Events = LinuxCalls.PollIn };
        long nanoseconds = Math.Max(0, limit.Nanoseconds);
        LinuxCalls.TimeSpecification timeout = new() { Seconds = (nint)(nanoseconds / 1_000_000_000), Nanoseconds = (nint)(nanoseconds % 1_000_000_000) };
        int ready = LinuxCalls.Poll(descriptors, 2, &timeout, null);
        if (ready > 0 && descriptors[1].Returned != 0)
        {
            ulong count;
            _ = LinuxCalls.Read(_wake, (byte*)&count, sizeof(ulong));
        }
    }

    /// <inheritdoc/>
    public unsafe void Wake()
    {
        ulong one = 1;
        _ = LinuxCalls.Write(_wake, (byte*)&one, sizeof(ulong));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = LinuxCalls.Close(_tun);
        _ = LinuxCalls.Close(_wake);
    }

    private static TunDevice Configure(string name, int tun, int socket, IpAddress kernelAddress, int prefixLength)
    {
        int error = InterfaceRequest.Attach(tun, name);
        if (error != 0)
        {
            throw Failure($"The TUN device '{name}' cannot be opened", error, name);
        }

        if (!InterfaceRequest.IsUp(socket, name))
        {
            error = InterfaceRequest.AssignAddress(socket, name, kernelAddress, prefixLength);
            error = error != 0 ? error : InterfaceRequest.BringUp(socket, name);
            if (error != 0)
            {
                throw Failure($"The TUN device '{name}' cannot be given the address {kernelAddress}/{prefixLength}", error, name);
            }
        }

        int mtu = InterfaceRequest.MtuOf(socket, name);
        if (mtu < 0)
        {
            throw Failure($"The MTU of '{name}' cannot be read", -mtu, name);
        }

        int wake = LinuxCalls.EventDescriptor(0, LinuxCalls.NonBlocking | LinuxCalls.CloseOnExec);
        return wake < 0 ? throw Failure("An event descriptor cannot be made", Marshal.GetLastPInvokeError(), name) : new TunDevice(name, tun, wake, mtu);
    }

    private static TunException Failure(string what, int error, string name)
    {
        string advice = error switch
        {
            LinuxCalls.PermissionDenied or LinuxCalls.AccessDenied =>
                $"Run it as root (sudo), or let root make the device for you first: ip tuntap add dev {name} mode tun user $USER; ip address add ADDRESS/PREFIX dev {name}; ip link set {name} up",
            LinuxCalls.NoSuchFile => "The kernel has no TUN driver loaded: modprobe tun",
            LinuxCalls.Busy => "Another program has this device open: end it, or choose another name.",
            LinuxCalls.NotSupported => "There is an interface of this name that is no TUN device, or the address is not of its kind: choose another.",
            _ => "See dmesg.",
        };
        return new TunException($"{what}: {Marshal.GetPInvokeErrorMessage(error)}. {advice}");
    }
}
