namespace TcpEngine.Drill;

/// <summary>What a call is to send: zeros.</summary>
/// <param name="Length">How many bytes.</param>
/// <param name="Flags">The call's flags.</param>
/// <param name="IsNull">Whether the buffer is a null pointer.</param>
/// <param name="Remote">To whom, with MSG_FASTOPEN; null for the script's remote address.</param>
/// <param name="IsToNowhere">Whether that is AF_UNSPEC.</param>
internal readonly record struct SendRequest(long Length, long Flags, bool IsNull, TcpEndpoint? Remote = null, bool IsToNowhere = false)
{
    /// <summary>SOF_TIMESTAMPING flags for this call.</summary>
    public long Stamps { get; init; }

    /// <summary>Whether the call connects.</summary>
    public bool IsOpening => (Flags & Constants.MSG_FASTOPEN) != 0;
}
