namespace TcpEngine;

/// <summary>Counts the packets of one direction of a link, and says what is done to each on purpose.</summary>
internal sealed class FaultScript
{
    private readonly PacketFault[] _faults;
    private readonly int[] _matches;

    /// <summary>Takes those faults that are meant for a direction.</summary>
    public FaultScript(IReadOnlyList<PacketFault> faults, string from, string to)
    {
        _faults = [.. faults.Where(fault => fault.From == from && (fault.To is null || fault.To == to))];
        _matches = new int[_faults.Length];
    }

    /// <summary>What is done to a packet, which is counted; null for nothing. Where several faults are meant for it, the first counts.</summary>
    public PacketFault? Next(ReadOnlySpan<byte> packet)
    {
        PacketFault? found = null;
        for (int i = 0; i < _faults.Length; i++)
        {
            if (_faults[i].Class.IsOf(packet))
            {
                int index = _matches[i]++;
                found ??= index >= _faults[i].Index && index - _faults[i].Index < _faults[i].Count ? _faults[i] : null;
            }
        }

        return found;
    }
}
