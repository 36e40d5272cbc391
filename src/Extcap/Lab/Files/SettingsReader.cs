using TcpEngine;

namespace Extcap.Lab.Files;

/// <summary>Reads what links do, and how connections behave.</summary>
internal static class SettingsReader
{
    private const int LargestQueue = 1_000_000;

    /// <summary>A link's settings; what is not said stays as it is.</summary>
    public static LinkSettings Link(Fields fields, LinkSettings before)
    {
        LinkSettings link = before with
        {
            BitsPerSecond = fields.Rate("rate") ?? before.BitsPerSecond,
            Delay = fields.Time("delay") ?? before.Delay,
            Jitter = fields.Time("jitter") ?? before.Jitter,
            QueueLimit = fields.Number("queue", 1, LargestQueue) ?? before.QueueLimit,
            QueueByteLimit = (int?)fields.Size("queue-bytes") ?? before.QueueByteLimit,
            MarksEcn = fields.Flag("ecn") ?? before.MarksEcn,
            MarkingThreshold = fields.Number("mark-at", 1, LargestQueue) ?? before.MarkingThreshold,
            Loss = fields.Share("loss") ?? before.Loss,
            Duplication = fields.Share("duplication") ?? before.Duplication,
            Reordering = fields.Share("reordering") ?? before.Reordering,
            ReorderingDelay = fields.Time("reordering-delay") ?? before.ReorderingDelay,
            Corruption = fields.Share("corruption") ?? before.Corruption,
            Mtu = fields.Number("mtu", 576, ushort.MaxValue) ?? before.Mtu,
            CoDel = CoDel(fields) ?? before.CoDel,
            BurstLoss = BurstLoss(fields) ?? before.BurstLoss,
        };
        return link;
    }

    /// <summary>How connections behave; what is not said stays as it is.</summary>
    public static TcpConnectionOptions Connections(Fields fields, TcpConnectionOptions before)
    {
        TcpConnectionOptions options = before with
        {
            CongestionControl = fields.Choice("congestion-control", ("cubic", CongestionControlAlgorithm.Cubic), ("newreno", CongestionControlAlgorithm.NewReno)) ?? before.CongestionControl,
            Ecn = fields.Choice("ecn", ("off", EcnUse.Off), ("accept", EcnUse.Accept), ("request", EcnUse.Request), ("accept-accurate", EcnUse.AcceptAccurate), ("request-accurate", EcnUse.RequestAccurate), ("request-accept-accurate", EcnUse.RequestAcceptAccurate)) ?? before.Ecn,
            NoDelay = fields.Flag("no-delay") ?? before.NoDelay,
            MaximumSegmentSize = (ushort?)fields.Number("mss", 88, 65_495) ?? before.MaximumSegmentSize,
            SendBufferSize = (int?)fields.Size("send-buffer", 1 << 30) ?? before.SendBufferSize,
            SendBufferLimit = (int?)fields.Size("send-buffer-limit", 1 << 30) ?? before.SendBufferLimit,
            ReceiveBufferLimit = (int?)fields.Size("receive-buffer-limit", 1 << 30) ?? before.ReceiveBufferLimit,
            InitialReceiveBufferSize = (int?)fields.Size("initial-receive-buffer", 1 << 30) ?? before.InitialReceiveBufferSize,
            ReceiveBufferSize = (int?)fields.Size("receive-buffer", 1 << 30) ?? before.ReceiveBufferSize,
            WindowScaling = fields.Flag("window-scaling") ?? before.WindowScaling,
            Timestamps = fields.Flag("timestamps") ?? before.Timestamps,
            SelectiveAcknowledgments = fields.Flag("sack") ?? before.SelectiveAcknowledgments,
            AckDelay = fields.Time("ack-delay") ?? before.AckDelay,
            MaximumSegmentLifetime = fields.Time("msl") ?? before.MaximumSegmentLifetime,
            FinWait2Limit = fields.Time("fin-wait-2-limit") ?? before.FinWait2Limit,
            InitialRetransmissionTimeout = fields.Time("initial-rto") ?? before.InitialRetransmissionTimeout,
            MinimumRetransmissionTimeout = fields.Time("least-rto") ?? before.MinimumRetransmissionTimeout,
            MaximumRetransmissionTimeout = fields.Time("greatest-rto") ?? before.MaximumRetransmissionTimeout,
            UserTimeout = fields.Time("user-timeout") ?? before.UserTimeout,
            SynRetries = fields.Number("syn-retries", 0, 100) ?? before.SynRetries,
            DataRetries = fields.Number("data-retries", 0, 100) ?? before.DataRetries,
            KeepAlive = fields.Flag("keep-alive") ?? before.KeepAlive,
            KeepAliveIdle = fields.Time("keep-alive-idle") ?? before.KeepAliveIdle,
            KeepAliveInterval = fields.Time("keep-alive-interval") ?? before.KeepAliveInterval,
            KeepAliveProbes = fields.Number("keep-alive-probes", 1, 1000) ?? before.KeepAliveProbes,
            UserTimeoutExchange = fields.Flag("user-timeout-option") switch
            {
                true => new UserTimeoutExchange(),
                false => null,
                null => before.UserTimeoutExchange,
            },
            FastOpen = fields.Choice("fast-open", ("off", FastOpenUse.Off), ("with-cookie", FastOpenUse.WithCookie), ("without-cookie", FastOpenUse.WithoutCookie)) ?? before.FastOpen,
            Keys = fields["keys"] is { } keys ? KeyReader.Read(keys) : before.Keys,
            AcceptUnknownSignatures = fields.Flag("accept-unknown-signatures") ?? before.AcceptUnknownSignatures,
            TimeToLive = (byte?)fields.Number("ttl", 1, 255) ?? before.TimeToLive,
        };
        fields.End();
        return options;
    }

    private static CoDelSettings? CoDel(Fields fields)
    {
        if (fields.Mapping("codel", "CoDel's settings") is not { } codel)
        {
            return null;
        }

        CoDelSettings settings = new(codel.Time("target") ?? CoDelSettings.Default.Target, codel.Time("interval") ?? CoDelSettings.Default.Interval);
        codel.End();
        return settings;
    }

    private static GilbertElliottLoss? BurstLoss(Fields fields)
    {
        if (fields.Mapping("burst-loss", "loss in bursts") is not { } burst)
        {
            return null;
        }

        GilbertElliottLoss loss = new(
            burst.Share("to-bad") ?? throw new ScenarioFileException(burst.Node, "'to-bad' is missing: how often a good link gets bad."),
            burst.Share("to-good") ?? throw new ScenarioFileException(burst.Node, "'to-good' is missing: how often a bad link gets good."),
            burst.Share("loss-in-bad") ?? 1,
            burst.Share("loss-in-good") ?? 0);
        burst.End();
        return loss;
    }
}
