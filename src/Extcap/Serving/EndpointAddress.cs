using System.Globalization;
using TcpEngine;

namespace Extcap.Serving;

/// <summary>The engine's address on a device, and the prefix that it shares with the kernel's side.</summary>
/// <param name="Address">The engine's address.</param>
/// <param name="PrefixLength">The prefix's length, in bits.</param>
internal sealed record EndpointAddress(IpAddress Address, int PrefixLength)
{
    /// <summary>The kernel's address: the first of the prefix that a host can have and that is not the engine's.</summary>
    public IpAddress KernelAddress
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            int size = Address.CopyTo(bytes);
            bytes = bytes[..size];
            for (int bit = PrefixLength; bit < size * 8; bit++)
            {
                bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
            }

            bytes[^1] |= 1;
            IpAddress first = IpAddress.FromBytes(bytes);
            if (first != Address)
            {
                return first;
            }

            bytes[^1] = (byte)((bytes[^1] & ~1) | 2);
            return IpAddress.FromBytes(bytes);
        }
    }

    /// <summary>Reads <c>ADDRESS/PREFIX</c>.</summary>
    /// <exception cref="UserErrorException">It is none.</exception>
    public static EndpointAddress Parse(string text)
    {
        string[] parts = text.Split('/');
        if (parts.Length == 2
            && IpAddress.TryParse(parts[0], out IpAddress address)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int prefix)
            && prefix >= 8 && prefix <= (address.Size * 8) - 2
            && !address.IsUnspecified && !address.IsMulticastOrBroadcast)
        {
            return new EndpointAddress(address, prefix);
        }

        throw new UserErrorException($"'{text}' is no address with its prefix: write it as 10.9.0.2/24 or fd00::2/64, with room for two hosts.", UserErrorException.Usage);
    }
}
