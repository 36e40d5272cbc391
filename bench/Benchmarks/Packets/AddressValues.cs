namespace Benchmarks;

/// <summary>What the rows write before TCP: an object's fields, as in <see cref="TcpValues"/>.</summary>
internal sealed class AddressValues
{
    private readonly byte[] _macs = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];
    private readonly byte[] _addresses = [192, 0, 2, 1, 198, 51, 100, 2];

    public ReadOnlySpan<byte> SourceMac => _macs.AsSpan(0, 6);

    public ReadOnlySpan<byte> DestinationMac => _macs.AsSpan(6, 6);

    public ReadOnlySpan<byte> Source => _addresses.AsSpan(0, 4);

    public ReadOnlySpan<byte> Destination => _addresses.AsSpan(4, 4);

    public ushort Identification = 0xbeef;
}
