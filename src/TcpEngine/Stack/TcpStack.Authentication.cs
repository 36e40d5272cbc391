namespace TcpEngine;

// Signed segments that no connection takes: TCP-AO (RFC 5925, section 7.5) and MD5 signatures (RFC 2385).
public sealed partial class TcpStack
{
    // In LISTEN and CLOSED, before all else: a SYN, or an acknowledgment that may be that of a SYN cookie. All that the keys of such a connection are made of stands in either. Of other segments
    // a MAC cannot be checked: who has lost the connection says nothing (RFC 5925, section 7.7).
    private static Reason Authenticate(TcpConnectionOptions options, in ConnectionKey key, in Segment segment, out SegmentAuthenticator? authenticator)
    {
        SequenceNumber initial = segment.IsAck ? segment.Acknowledgment - 1u : default;
        authenticator = options.Keys.Begin(key, initial);
        if (authenticator is null)
        {
            return segment.SignatureOption.IsEmpty || options.AcceptUnknownSignatures ? Reason.None : Reason.AuthenticationUnexpected;
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
