namespace TcpEngine.Drill;

/// <summary>The variables that code blocks see: Linux's tcp_info of the connection, from what the engine knows of it.</summary>
internal static class TcpInformation
{
    // Python's, linux/tcp.h's and net/tcp_states.h's.
    private static readonly Dictionary<string, long> Constants = new()
    {
        ["True"] = 1, ["False"] = 0,
        ["TCP_ESTABLISHED"] = 1, ["TCP_SYN_SENT"] = 2, ["TCP_SYN_RECV"] = 3, ["TCP_FIN_WAIT1"] = 4, ["TCP_FIN_WAIT2"] = 5, ["TCP_TIME_WAIT"] = 6, ["TCP_CLOSE"] = 7,
        ["TCP_CLOSE_WAIT"] = 8, ["TCP_LAST_ACK"] = 9, ["TCP_LISTEN"] = 10, ["TCP_CLOSING"] = 11,
        ["TCP_CA_Open"] = 0, ["TCP_CA_Disorder"] = 1, ["TCP_CA_CWR"] = 2, ["TCP_CA_Recovery"] = 3, ["TCP_CA_Loss"] = 4,
        ["TCPI_OPT_TIMESTAMPS"] = 1, ["TCPI_OPT_SACK"] = 2, ["TCPI_OPT_WSCALE"] = 4, ["TCPI_OPT_ECN"] = 8, ["TCPI_OPT_ECN_SEEN"] = 16, ["TCPI_OPT_SYN_DATA"] = 32,
    };

    /// <summary>The variables of a connection now.</summary>
    public static Dictionary<string, long> Take(TcpConnection? connection, ConnectionCounters.Counts counts, TcpConnectionOptions options, int mtu, Timestamp now)
    {
        ConnectionSnapshot snapshot = connection?.TakeSnapshot() ?? counts.Last;
        SentCounts sent = connection?.CountSent() ?? default;
        long segment = Math.Max(1, (long)snapshot.SendMaximumSegmentSize);
        SenderLimits limits = counts.Limits.At(now);
        bool hasTimestamps = counts.Ours.Timestamps && counts.Theirs.Timestamps;
        bool hasSack = counts.Ours.Sack && counts.Theirs.Sack;
        bool hasScale = counts.Ours.WindowScale && counts.Theirs.WindowScale;
        Dictionary<string, long> variables = new(Constants)
        {
            ["tcpi_state"] = StateNumber(connection?.State ?? counts.State),
            ["tcpi_ca_state"] = CongestionState(snapshot, sent, connection is { IsReducing: true }),
            ["tcpi_retransmits"] = sent.Timeouts,
            ["tcpi_backoff"] = sent.Backoff,
            ["tcpi_options"] = (hasTimestamps ? 1 : 0) | (hasSack ? 2 : 0) | (hasScale ? 4 : 0) | (connection is { UsesEcn: true } ? 8 : 0) | (connection is { IsSynDataAccepted: true } ? 32 : 0),
            ["tcpi_snd_wscale"] = snapshot.SendWindowShift,
            ["tcpi_rcv_wscale"] = snapshot.ReceiveWindowShift,
            ["tcpi_rto"] = Microseconds(snapshot.RetransmissionTimeout),
            ["tcpi_snd_mss"] = segment,
            ["tcpi_advmss"] = counts.Ours.MaximumSegmentSize - (hasTimestamps ? 12 : 0),
            ["tcpi_unacked"] = sent.Segments,
            ["tcpi_sacked"] = sent.Sacked,
            ["tcpi_lost"] = sent.Lost,
            ["tcpi_retrans"] = sent.Retransmitted,
            ["tcpi_rtt"] = Microseconds(snapshot.SmoothedRoundTripTime),
            ["tcpi_rttvar"] = Microseconds(snapshot.LatestRoundTripTime == Duration.Zero ? snapshot.RetransmissionTimeout / 4 : snapshot.RoundTripTimeVariation),
            ["tcpi_min_rtt"] = counts.LeastRoundTripTime == Duration.Zero ? uint.MaxValue : Microseconds(counts.LeastRoundTripTime),
            ["tcpi_snd_ssthresh"] = snapshot.SlowStartThreshold == uint.MaxValue ? int.MaxValue : snapshot.SlowStartThreshold / segment,
            ["tcpi_snd_cwnd"] = snapshot.CongestionWindow / segment,
            ["tcpi_snd_wnd"] = snapshot.SendWindow,
            ["tcpi_rcv_wnd"] = connection?.ReceiveMemory is { } memory ? memory.Offered : snapshot.ReceiveWindow,
            ["tcpi_rcv_space"] = connection?.ReceiveMemory?.ReadInRoundTrip ?? options.FirstReceiveBuffer,
            ["tcpi_rcv_ssthresh"] = connection?.ReceiveMemory?.Threshold ?? options.FirstReceiveBuffer,
            ["tcpi_rcv_rtt"] = Microseconds(connection?.ReceiveMemory?.RoundTrip ?? Duration.Zero),
            ["tcpi_total_retrans"] = counts.Retransmissions,
            ["tcpi_bytes_retrans"] = counts.RetransmittedBytes,
            ["tcpi_bytes_acked"] = Math.Max(0, snapshot.SendUnacknowledged - snapshot.InitialSendSequence - (counts.IsPassive ? 1 : 0)),
            ["tcpi_bytes_received"] = Math.Max(0, snapshot.ReceiveNext - snapshot.InitialReceiveSequence - 1),
            ["tcpi_notsent_bytes"] = Math.Max(0, snapshot.SendBufferBytes - (long)snapshot.FlightSize),
            ["tcpi_segs_in"] = counts.SegmentsIn,
            ["tcpi_segs_out"] = counts.SegmentsOut - counts.SynAcksOut,
            ["tcpi_rcv_ooopack"] = counts.OutOfOrderSegments,
            ["tcpi_fackets"] = 0,
            ["tcpi_data_segs_in"] = counts.DataSegmentsIn,
            ["tcpi_data_segs_out"] = counts.DataSegmentsOut,
            ["tcpi_delivered"] = sent.Delivered,
            ["tcpi_reordering"] = connection is null ? 0 : sent.ReorderingExtent,
            ["tcpi_reord_seen"] = sent.ReorderingSeen,
            ["tcpi_probes"] = sent.UnansweredProbes,
            ["tcpi_rcv_mss"] = sent.LargestReceived,
            ["tcpi_dsack_dups"] = counts.DuplicateReports,
            ["tcpi_bytes_sent"] = counts.BytesSent,
            ["tcpi_total_rto"] = counts.Timeouts,
            ["tcpi_busy_time"] = Microseconds(limits.Busy),
            ["tcpi_rwnd_limited"] = Microseconds(limits.WindowLimited),
            ["tcpi_sndbuf_limited"] = Microseconds(limits.BufferLimited),
            ["tcpi_last_data_sent"] = Milliseconds(now - counts.DataSentAt),
            ["tcpi_last_data_recv"] = Milliseconds(now - counts.DataReceivedAt),
            ["tcpi_last_ack_recv"] = Milliseconds(now - counts.ReceivedAt),
            ["tcpi_pmtu"] = mtu,
        };
        if (snapshot.Ecn == EcnMode.Accurate)
        {
            AddEcn(variables, "received", "tcpi_received_ce", snapshot.EcnReceived);
            AddEcn(variables, "delivered", "tcpi_delivered_ce", snapshot.EcnDelivered);
        }

        return variables;
    }

    // Counted from zero, as Linux tells them.
    private static void AddEcn(Dictionary<string, long> variables, string direction, string packets, in EcnCounters counters)
    {
        variables[packets] = counters.CePackets - EcnCounters.Initial.CePackets;
        variables[$"tcpi_{direction}_ce_bytes"] = counters.CeBytes;
        variables[$"tcpi_{direction}_e0_bytes"] = counters.Ect0Bytes - EcnCounters.Initial.Ect0Bytes;
        variables[$"tcpi_{direction}_e1_bytes"] = counters.Ect1Bytes - EcnCounters.Initial.Ect1Bytes;
    }

    private static long Milliseconds(Duration duration) => duration.Nanoseconds / 1_000_000;

    private static long Microseconds(Duration duration) => duration.Nanoseconds / 1000;

    private static int StateNumber(TcpState state) => state switch
    {
        TcpState.Established => 1,
        TcpState.SynSent => 2,
        TcpState.SynReceived => 3,
        TcpState.FinWait1 => 4,
        TcpState.FinWait2 => 5,
        TcpState.TimeWait => 6,
        TcpState.Closed => 7,
        TcpState.CloseWait => 8,
        TcpState.LastAck => 9,
        TcpState.Listen => 10,
        TcpState.Closing => 11,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "This value is no state."),
    };

    private static int CongestionState(in ConnectionSnapshot snapshot, in SentCounts sent, bool isReducing) => snapshot.Phase switch
    {
        _ when isReducing => 2,
        RecoveryPhase.FastRecovery => 3,
        RecoveryPhase.TimeoutRecovery => 4,
        _ => snapshot.DuplicateAcks > 0 || sent.Sacked > 0 || sent.Retransmitted > 0 ? 1 : 0,
    };
}
