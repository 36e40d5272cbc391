namespace TcpEngine;

// Signed segments that no connection takes: TCP-AO (RFC 5925, section 7.5) and MD5 signatures (RFC 2385).
public sealed partial class TcpStack
{
    // In LISTEN, before all else: a SYN, or an acknowledgment that may be that of a SYN cookie. All that the keys of the connection are made of stands in either.
    private static Reason CheckInListen(TcpListener listener, in ConnectionKey key, in Segment segment)
    {
        SequenceNumber initial = segment.IsAck ? segment.Acknowledgment - 1u : default;
        if (listener.Options.Keys.Begin(key, initial) is not { } authenticator)
        {
            return segment.SignatureOption.IsEmpty || listener.Options.AcceptUnknownSignatures ? Reason.None : Reason.AuthenticationUnexpected;
        }

        if (!segment.IsSyn)
        {
            authenticator.Begin(new Segment
            {
                Packet = default,
                Source = segment.Source,
                Destination = segment.Destination,
                SequenceNumber = segment.SequenceNumber - 1u,
                Acknowledgment = default,
                Flags = TcpCodec.TcpFlags.Syn,
                Window = 0,
            });
        }

        return authenticator.Check(segment);
    }

    // Who signs the SYN,ACK that is a SYN cookie; null where nobody must.
    private static SegmentAuthenticator? BeginBySyn(TcpListener listener, in ConnectionKey key, SequenceNumber cookie, in Segment syn)
    {
        SegmentAuthenticator? authenticator = listener.Options.Keys.Begin(key, cookie);
        authenticator?.Begin(syn);
        return authenticator;
    }
}
