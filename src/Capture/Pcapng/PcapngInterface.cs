using Capture.Reading;
using TcpCodec.Dissection;

namespace Capture.Pcapng;

/// <summary>What packets need to know of their interface. Its other options are read from its block, <see cref="PcapngBlockView.Options"/>.</summary>
/// <param name="LinkType">What its packets begin with.</param>
/// <param name="SnapLength">The length that packets were cut to, in bytes; 0 for none.</param>
/// <param name="Resolution">if_tsresol: the unit of times.</param>
/// <param name="TimeOffset">if_tsoffset: what is to be added to times, in seconds.</param>
/// <param name="FrameCheckLength">if_fcslen: the length of the frame check sequence at the end of each packet, in bits as the draft has it; null if that is not told.</param>
public readonly record struct PcapngInterface(LinkType LinkType, uint SnapLength, PcapngTimeResolution Resolution, long TimeOffset, byte? FrameCheckLength)
{
    private const int LinkTypeOffset = 8;
    private const int SnapLengthOffset = 12;

    /// <summary>Reads an interface description block.</summary>
    /// <returns>False if its options are broken.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> block, PcapngOptionList options, bool isBigEndian, out PcapngInterface described)
    {
        PcapngTimeResolution resolution = PcapngTimeResolution.Microseconds;
        long offset = 0;
        byte? frameCheckLength = null;
        PcapngOptionList.Enumerator enumerator = options.GetEnumerator();
        bool isWhole = true;
        while (isWhole && enumerator.MoveNext())
        {
            PcapngOptionView option = enumerator.Current;
            switch (option.Code)
            {
                case PcapngOption.InterfaceTimeResolution:
                    isWhole = option.Value.Length == 1;
                    resolution = isWhole ? new PcapngTimeResolution(option.Value[0]) : resolution;
                    break;
                case PcapngOption.InterfaceTimeOffset:
                    isWhole = option.TryGetUInt64(out ulong value);
                    offset = unchecked((long)value);
                    break;
                case PcapngOption.InterfaceFrameCheckLength:
                    isWhole = option.Value.Length == 1;
                    frameCheckLength = isWhole ? option.Value[0] : null;
                    break;
            }
        }

        described = new PcapngInterface(
            (LinkType)FileNumber.UInt16(block[LinkTypeOffset..], isBigEndian),
            FileNumber.UInt32(block[SnapLengthOffset..], isBigEndian),
            resolution,
            offset,
            frameCheckLength);
        return isWhole && !enumerator.IsBroken;
    }
}
