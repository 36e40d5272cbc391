using TcpEngine;

namespace Capture.Pcapng;

/// <summary>The interface statistics block: how many packets there were, and how many of them are missing.</summary>
public static class InterfaceStatistics
{
    private const uint BlockType = 5;

    /// <summary>Builds the block.</summary>
    /// <param name="block">Where it is built.</param>
    /// <param name="interfaceNumber">The interface.</param>
    /// <param name="time">When the counts were taken.</param>
    /// <param name="received">How many frames there were.</param>
    /// <param name="dropped">How many of them could not be written.</param>
    /// <returns>The whole block, valid until <paramref name="block"/> is used again.</returns>
    public static ReadOnlySpan<byte> Build(PcapngBlock block, uint interfaceNumber, Timestamp time, ulong received, ulong dropped)
    {
        block.Begin(BlockType);
        block.AddUInt32(interfaceNumber);
        block.AddTime(time);
        block.AddOption(PcapngOption.StatisticsReceived, received);
        block.AddOption(PcapngOption.StatisticsDropped, dropped);
        return block.End();
    }
}
