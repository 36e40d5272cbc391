namespace TcpEngine.Tests.Proofs;

/// <summary>What must hold of the sequence spaces of two connected ends, after each event and of each segment that is sent.</summary>
internal sealed class SequenceInvariants(byte[][] texts)
{
    private readonly End[] _ends = [new(), new()];

    /// <summary>Something has happened to an end.</summary>
    /// <returns>What does not hold; null where all does.</returns>
    public string? AfterEvent(int host, TcpConnection connection)
    {
        if (connection.FindBrokenInvariant() is { } broken)
        {
            return broken;
        }

        End end = _ends[host];
        End peer = _ends[1 - host];
        ConnectionSnapshot before = end.Snapshot;
        if (connection.State is TcpState.Closed or TcpState.Listen)
        {
            return null;
        }

        ConnectionSnapshot now = connection.TakeSnapshot();
        bool isSame = end.Connection == connection && before.InitialReceiveSequence == now.InitialReceiveSequence;
        if (end.Connection != connection)
        {
            end.HasEdge = false;
        }

        (end.Connection, end.Snapshot, end.State) = (connection, now, connection.State);
        if (isSame && (now.ReceiveNext < before.ReceiveNext || now.SendUnacknowledged < before.SendUnacknowledged || now.SendNext < before.SendNext))
        {
            return $"a sequence number went back, from {before} to {now}";
        }

        if (now.CongestionWindow == 0 && now.Phase != RecoveryPhase.FastRecovery && connection.State > TcpState.SynReceived) // PRR may wait with nothing in the network
        {
            return $"cwnd is 0 in {connection.State}";
        }

        if (now.ReceiveWindow > now.ReceiveBufferSize || now.ReceiveBufferBytes + now.OutOfOrderBytes > now.ReceiveBufferSize || now.ReceiveBufferSize > connection.Options.LargestReceiveBuffer)
        {
            return $"a window of {now.ReceiveWindow}, with {now.ReceiveBufferBytes} bytes to read and {now.OutOfOrderBytes} beyond gaps, in a buffer of {now.ReceiveBufferSize}, which may be {connection.Options.LargestReceiveBuffer}";
        }

        return end.State <= TcpState.SynSent || peer.State <= TcpState.SynSent || !AreConnected(now, peer.Snapshot) ? null : Crossed(now, peer.Snapshot) ?? Crossed(peer.Snapshot, now);
    }

    /// <summary>An end sends a packet.</summary>
    /// <returns>What does not hold; null where all does.</returns>
    public string? OnSent(int host, TcpConnection? connection, ReadOnlySpan<byte> packet)
    {
        if (!SegmentReader.TryRead(packet, out Segment segment, out Reason reason, out _))
        {
            return $"a packet that cannot be read: {reason}";
        }

        if (connection is null || connection.State is TcpState.Closed || segment.IsReset || connection != _ends[host].Connection)
        {
            return null;
        }

        ConnectionSnapshot now = connection.TakeSnapshot();
        End end = _ends[host];
        End peer = _ends[1 - host];
        if (segment.SequenceNumber < now.SendUnacknowledged - 1u || segment.End > now.SendNext)
        {
            return $"sent {segment.SequenceNumber} to {segment.End}, which is not in {now.SendUnacknowledged} to {now.SendNext}";
        }

        int offset = segment.SequenceNumber - (now.InitialSendSequence + 1u);
        if (!segment.Payload.IsEmpty && !segment.IsSyn && !segment.Payload.SequenceEqual(texts[host].AsSpan(offset, segment.Payload.Length)))
        {
            return $"what is sent at {segment.SequenceNumber} is not what was written";
        }

        if (segment.Payload.Length > 0 && peer.HasEdge && AreConnected(now, peer.Snapshot) && segment.End > peer.Edge + 1u)
        {
            return $"sent up to {segment.End}, the peer's window ends at {peer.Edge}";
        }

        if (segment.IsAck)
        {
            if (segment.Acknowledgment != now.ReceiveNext)
            {
                return $"acknowledges {segment.Acknowledgment}, RCV.NXT is {now.ReceiveNext}";
            }

            byte shift = segment.IsSyn ? (byte)0 : now.ReceiveWindowShift;
            SequenceNumber edge = segment.Acknowledgment + ((uint)segment.Window << shift);
            if (end.HasEdge && !segment.IsSyn && edge + (1u << now.ReceiveWindowShift) <= end.Edge)
            {
                return $"the window's edge moves left, from {end.Edge} to {edge}";
            }

            end.Edge = end.HasEdge ? SequenceNumber.Max(end.Edge, edge) : edge;
            end.HasEdge = true;
        }

        return null;
    }

    // An old SYN may have opened another connection at the other end.
    private static bool AreConnected(in ConnectionSnapshot left, in ConnectionSnapshot right) =>
        left.InitialReceiveSequence == right.InitialSendSequence && left.InitialSendSequence == right.InitialReceiveSequence;

    private static string? Crossed(in ConnectionSnapshot sender, in ConnectionSnapshot receiver) =>
        receiver.ReceiveNext < sender.SendUnacknowledged || receiver.ReceiveNext > sender.SendNext
            ? $"RCV.NXT {receiver.ReceiveNext} is not in the peer's {sender.SendUnacknowledged} to {sender.SendNext}"
            : null;

    private sealed class End
    {
        public TcpConnection? Connection { get; set; }

        public TcpState State { get; set; }

        public ConnectionSnapshot Snapshot { get; set; }

        public bool HasEdge { get; set; }

        public SequenceNumber Edge { get; set; }
    }
}
