namespace TcpEngine;

/// <summary>What RACK adapts to a network that reorders (RFC 8985, section 6.2, step 4).</summary>
internal record struct RackReordering()
{
    /// <summary>RACK.reordering_seen.</summary>
    public bool IsSeen { get; set; }

    /// <summary>RACK.dsack_round.</summary>
    public SequenceNumber? DuplicateRound { get; set; }

    /// <summary>RACK.reo_wnd_mult.</summary>
    public int Multiplier { get; set; } = 1;

    /// <summary>RACK.reo_wnd_persist.</summary>
    public int Persist { get; set; }
}
