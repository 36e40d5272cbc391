namespace Capture.Pcapng;

/// <summary>The codes of the pcapng options that are written or understood here.</summary>
/// <remarks><see href="https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html">The pcapng draft</see>, sections 3.5 and 4</remarks>
public static class PcapngOption
{
    /// <summary>opt_endofopt: nothing follows.</summary>
    public const ushort EndOfOptions = 0;

    /// <summary>opt_comment: a line for people, UTF-8.</summary>
    public const ushort Comment = 1;

    /// <summary>A custom option with binary data, which tools copy: a private enterprise number, then the data.</summary>
    public const ushort CustomBinary = 2989;

    /// <summary>shb_userappl: the program that wrote the section.</summary>
    public const ushort SectionApplication = 4;

    /// <summary>if_name.</summary>
    public const ushort InterfaceName = 2;

    /// <summary>if_description.</summary>
    public const ushort InterfaceDescription = 3;

    /// <summary>if_tsresol: the time's resolution, 9 for nanoseconds.</summary>
    public const ushort InterfaceTimeResolution = 9;

    /// <summary>if_tsoffset: what is to be added to times, in seconds, 64 bits.</summary>
    public const ushort InterfaceTimeOffset = 14;

    /// <summary>if_fcslen: the length of the frame check sequence, in bits.</summary>
    public const ushort InterfaceFrameCheckLength = 13;

    /// <summary>epb_flags: 1 for inbound, 2 for outbound.</summary>
    public const ushort PacketFlags = 2;

    /// <summary>isb_ifrecv: how many packets were received.</summary>
    public const ushort StatisticsReceived = 4;

    /// <summary>isb_ifdrop: how many packets were lost before they could be written.</summary>
    public const ushort StatisticsDropped = 5;
}
