using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace TcpEngine;

/// <summary>Linux's requests to a network interface: <c>struct ifreq</c> and its ioctls.</summary>
internal static class InterfaceRequest
{
    /// <summary>The longest name of an interface, in characters.</summary>
    public const int MaximumNameLength = 15;

    private const int Size = 40;        // struct ifreq on 64 bits
    private const int UnionOffset = 16; // behind the name

    private const nuint SetTun = 0x400454ca;     // TUNSETIFF
    private const nuint GetFlags = 0x8913;       // SIOCGIFFLAGS
    private const nuint SetFlags = 0x8914;       // SIOCSIFFLAGS
    private const nuint SetAddress = 0x8916;     // SIOCSIFADDR
    private const nuint SetNetmask = 0x891c;     // SIOCSIFNETMASK
    private const nuint GetMtu = 0x8921;         // SIOCGIFMTU
    private const nuint GetIndex = 0x8933;       // SIOCGIFINDEX
    private const short TunWithoutHeader = 0x1001; // IFF_TUN | IFF_NO_PI
    private const short Up = 1;                  // IFF_UP

    /// <summary>Attaches an open <c>/dev/net/tun</c> to a device, which is created where it does not exist.</summary>
    /// <returns>0, or the error number.</returns>
    public static int Attach(int tun, string name)
    {
        Span<byte> request = New(stackalloc byte[Size], name);
        BinaryPrimitives.WriteInt16LittleEndian(request[UnionOffset..], TunWithoutHeader);
        return Call(tun, SetTun, request);
    }

    /// <summary>The interface's MTU, in bytes; a negative number is the error's.</summary>
    public static int MtuOf(int socket, string name)
    {
        Span<byte> request = New(stackalloc byte[Size], name);
        int error = Call(socket, GetMtu, request);
        return error == 0 ? BinaryPrimitives.ReadInt32LittleEndian(request[UnionOffset..]) : -error;
    }

    /// <summary>Whether the interface is up.</summary>
    public static bool IsUp(int socket, string name)
    {
        Span<byte> request = New(stackalloc byte[Size], name);
        return Call(socket, GetFlags, request) == 0 && (BinaryPrimitives.ReadInt16LittleEndian(request[UnionOffset..]) & Up) != 0;
    }

    /// <summary>Brings the interface up.</summary>
    /// <returns>0, or the error number.</returns>
    public static int BringUp(int socket, string name)
    {
        Span<byte> request = New(stackalloc byte[Size], name);
        int error = Call(socket, GetFlags, request);
        if (error != 0)
        {
            return error;
        }

        short flags = BinaryPrimitives.ReadInt16LittleEndian(request[UnionOffset..]);
        BinaryPrimitives.WriteInt16LittleEndian(request[UnionOffset..], (short)(flags | Up));
        return Call(socket, SetFlags, request);
    }

    /// <summary>Gives the kernel's side of the interface an address.</summary>
    /// <returns>0, or the error number.</returns>
    public static int AssignAddress(int socket, string name, IpAddress address, int prefixLength) =>
        address.IsV6 ? AssignV6(socket, name, address, prefixLength) : AssignV4(socket, name, address, prefixLength);

    private static int AssignV4(int socket, string name, IpAddress address, int prefixLength)
    {
        Span<byte> request = New(stackalloc byte[Size], name);
        BinaryPrimitives.WriteInt16LittleEndian(request[UnionOffset..], LinuxCalls.InternetFamily);
        address.CopyTo(request[(UnionOffset + 4)..]);
        int error = Call(socket, SetAddress, request);
        uint mask = prefixLength == 0 ? 0 : uint.MaxValue << (32 - prefixLength);
        BinaryPrimitives.WriteUInt32BigEndian(request[(UnionOffset + 4)..], mask);
        return error != 0 ? error : Call(socket, SetNetmask, request);
    }

    // struct in6_ifreq: the address, the prefix's length, the interface's index.
    private static int AssignV6(int socket, string name, IpAddress address, int prefixLength)
    {
        Span<byte> index = New(stackalloc byte[Size], name);
        int error = Call(socket, GetIndex, index);
        Span<byte> request = stackalloc byte[24];
        address.CopyTo(request);
        BinaryPrimitives.WriteInt32LittleEndian(request[16..], prefixLength);
        index.Slice(UnionOffset, 4).CopyTo(request[20..]);
        return error != 0 ? error : Call(socket, SetAddress, request);
    }

    private static Span<byte> New(Span<byte> request, string name)
    {
        request.Clear();
        Encoding.ASCII.GetBytes(name, request[..MaximumNameLength]);
        return request;
    }

    private static unsafe int Call(int descriptor, nuint code, Span<byte> request)
    {
        fixed (byte* argument = request)
        {
            return LinuxCalls.Control(descriptor, code, argument) < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
    }
}
