namespace TcpEngine.Drill;

/// <summary>A pipe: zeros that were spliced into it.</summary>
internal sealed class Pipe
{
    /// <summary>How many bytes fit: Linux's default.</summary>
    public const int Capacity = 65536;

    /// <summary>How many bytes are in it.</summary>
    public long Bytes { get; set; }
}

/// <summary>An end of a pipe.</summary>
internal sealed class PipeEnd(Pipe pipe, bool isForWriting) : Descriptor
{
    /// <summary>The pipe.</summary>
    public Pipe Pipe => pipe;

    /// <summary>Whether it is the end that is written to.</summary>
    public bool IsForWriting => isForWriting;

    /// <inheritdoc/>
    public override long Readiness => isForWriting
        ? (pipe.Bytes < Pipe.Capacity ? Constants.POLLOUT | Constants.POLLWRNORM : 0)
        : (pipe.Bytes > 0 ? Constants.POLLIN | Constants.POLLRDNORM : 0);
}

/// <summary>A file: zeros without end.</summary>
internal sealed class ZeroFile : Descriptor
{
    /// <inheritdoc/>
    public override long Readiness => Constants.POLLIN | Constants.POLLOUT | Constants.POLLRDNORM | Constants.POLLWRNORM;
}
