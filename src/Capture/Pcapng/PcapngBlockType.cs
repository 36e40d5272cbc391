namespace Capture.Pcapng;

/// <summary>The types of pcapng blocks. Values without a name are kept.</summary>
/// <remarks><see href="https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html">The pcapng draft</see>, sections 4 and 10.1</remarks>
public enum PcapngBlockType : uint
{
    /// <summary>A section header: begins a section, with a byte order and interfaces of its own. The same in either byte order.</summary>
    SectionHeader = 0x0a0d0d0a,

    /// <summary>Describes an interface.</summary>
    InterfaceDescription = 1,

    /// <summary>A packet, as old programs wrote it.</summary>
    Packet = 2,

    /// <summary>A packet of the first interface, without a time.</summary>
    SimplePacket = 3,

    /// <summary>Names of addresses.</summary>
    NameResolution = 4,

    /// <summary>Counts of an interface.</summary>
    InterfaceStatistics = 5,

    /// <summary>A packet.</summary>
    EnhancedPacket = 6,

    /// <summary>An entry of systemd's journal.</summary>
    SystemdJournal = 9,

    /// <summary>Secrets for decryption.</summary>
    DecryptionSecrets = 10,

    /// <summary>Somebody's own, named by a private enterprise number; tools copy it.</summary>
    Custom = 0x0bad,

    /// <summary>Somebody's own, named by a private enterprise number; tools that change the file drop it.</summary>
    CustomNotCopied = 0x4000_0bad,
}
