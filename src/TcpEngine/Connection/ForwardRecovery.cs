namespace TcpEngine;

/// <summary>Where F-RTO is (RFC 5682, section 2.1).</summary>
internal enum ForwardRecovery : byte
{
    /// <summary>Nowhere: it is not at work.</summary>
    None,

    /// <summary>The first segment went again.</summary>
    HeadSent,

    /// <summary>New segments went out.</summary>
    NewSent,
}
