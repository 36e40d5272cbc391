namespace TcpCodec.Building.Layers;

/// <summary>One header of a packet that is being built, or its data.</summary>
internal abstract class Layer
{
    /// <summary>The EtherType that says that this layer follows; 0 if there is none.</summary>
    public virtual ushort EtherType => 0;

    /// <summary>The number by which IP says that this layer follows; null if there is none.</summary>
    public virtual byte? Protocol => null;

    /// <summary>The length of the header that <see cref="Wrap"/> wrote, in bytes.</summary>
    public int HeaderSize { get; private set; }

    /// <summary>Puts the header in front of what it carries, with the lengths that follow from that.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> payload, Layer? next)
    {
        byte[] buffer = new byte[MaxHeaderSize + payload.Length];
        HeaderSize = Write(buffer, payload.Length, next);
        payload.CopyTo(buffer.AsSpan(HeaderSize));
        return buffer[..(HeaderSize + payload.Length)];
    }

    /// <summary>Makes wrong what is to be wrong.</summary>
    /// <param name="bytes">The header and what it carries.</param>
    public virtual void Spoil(Span<byte> bytes)
    {
    }

    /// <summary>Fills in the checksum; what the layer carries is finished.</summary>
    /// <param name="bytes">The header and what it carries.</param>
    /// <param name="ip">The nearest IP layer below; null if there is none.</param>
    /// <param name="ipBytes">That one's header and what it carries.</param>
    public virtual void FixChecksum(Span<byte> bytes, IpLayer? ip, ReadOnlySpan<byte> ipBytes)
    {
    }

    /// <summary>The most bytes that the header takes.</summary>
    protected abstract int MaxHeaderSize { get; }

    /// <summary>Writes the header.</summary>
    /// <returns>Its length in bytes.</returns>
    protected abstract int Write(Span<byte> buffer, int payloadSize, Layer? next);

    /// <summary>The length of a header, or why there is none.</summary>
    protected static int Finished(bool isFinished, int headerSize, string header) => isFinished
        ? headerSize
        : throw new ArgumentException($"The {header} header does not hold its options, or its length field not the length of what it carries.");

    /// <summary>Whether a header could be opened to make it wrong.</summary>
    protected static void Opened(bool isOpened, string header)
    {
        if (!isOpened)
        {
            throw new ArgumentException($"The {header} header is unreadable before it is made wrong: set in 'wrong' what makes it so, not in 'fields'.");
        }
    }
}
