namespace TcpEngine;

/// <summary>What a <see cref="Reason"/> means: one sentence, and the RFC section that it comes from.</summary>
/// <param name="Sentence">One sentence in plain words, without its full stop.</param>
/// <param name="Reference">The RFC section, as <c>RFC 9293, 3.10.7.4</c>: for what a link or an attacker does, the one that says what TCP must bear. Empty for <see cref="Reason.None"/> alone.</param>
public readonly record struct ReasonText(string Sentence, string Reference)
{
    private static readonly ReasonText?[] Texts = CreateTable();

    /// <summary>The text of a reason.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no reason.</exception>
    public static ReasonText Of(Reason reason) =>
        Texts[(int)reason] ?? throw new ArgumentOutOfRangeException(nameof(reason), reason, "This value is no reason.");

    /// <inheritdoc/>
    public override string ToString() => Reference.Length == 0 ? Sentence : $"{Sentence} ({Reference})";

    private static ReasonText?[] CreateTable()
    {
        ReasonText?[] texts = new ReasonText?[256];
        Add(Reason.None, "no particular reason", "");

        Add(Reason.ApplicationOpenedPassive, "the application listens for connections", "RFC 9293, 3.9.1.1");
        Add(Reason.ApplicationOpenedActive, "the application opens the connection", "RFC 9293, 3.9.1.1");
        Add(Reason.ApplicationSent, "the application has data to send", "RFC 9293, 3.9.1.2");
        Add(Reason.ApplicationReceived, "the application reads", "RFC 9293, 3.9.1.3");
        Add(Reason.ApplicationClosed, "the application has no more to send", "RFC 9293, 3.9.1.4");
        Add(Reason.ApplicationAborted, "the application gives the connection up", "RFC 9293, 3.9.1.6");
        Add(Reason.ConnectionEstablished, "the application is told that the connection stands", "RFC 9293, 3.9.1");
        Add(Reason.DataReady, "the application is told that there is data to read", "RFC 9293, 3.9.1");
        Add(Reason.SendBufferRoom, "the application is told that there is room to send", "RFC 9293, 3.9.1");
        Add(Reason.PeerFinished, "the application is told that the peer has closed", "RFC 9293, 3.9.1");
        Add(Reason.ConnectionClosed, "the application is told that the connection is gone", "RFC 9293, 3.9.1");
        Add(Reason.ConnectionReset, "the application is told that the peer reset the connection", "RFC 9293, 3.10.7.4");
        Add(Reason.ConnectionRefused, "the application is told that the peer refused the connection", "RFC 9293, 3.10.7.3");
        Add(Reason.ConnectionTimedOut, "the application is told that the peer does not answer", "RFC 9293, 3.8.3");
        Add(Reason.PeerUnanswering, "the application is told that the peer has not answered for a while", "RFC 9293, 3.8.3");
        Add(Reason.UrgentDataReady, "the application is told that there is urgent data", "RFC 9293, 3.8.5");
        Add(Reason.SoftErrorReported, "the application is told of a trouble in the network that may pass", "RFC 9293, 3.9.1.8");

        Add(Reason.SynToOpen, "SYN: asks the peer to open a connection", "RFC 9293, 3.5");
        Add(Reason.SynAckToAccept, "SYN,ACK: accepts the connection and acknowledges the peer's SYN", "RFC 9293, 3.10.7.2");
        Add(Reason.AckOfSynAck, "acknowledges the peer's SYN: the handshake is complete on this side", "RFC 9293, 3.10.7.3");
        Add(Reason.NewData, "new data, as the windows allow", "RFC 9293, 3.8");
        Add(Reason.FinAfterData, "FIN: all data is sent and the application has closed", "RFC 9293, 3.6");
        Add(Reason.AckEverySecondSegment, "at least every second full-sized segment is acknowledged at once", "RFC 9293, 3.8.6.3");
        Add(Reason.AckDelayExpired, "the acknowledgment waited for data to go with it, and none came", "RFC 9293, 3.8.6.3");
        Add(Reason.AckOutOfOrder, "a segment beyond a gap is acknowledged at once, so that the sender learns of the gap", "RFC 5681, 4.2");
        Add(Reason.AckFillsGap, "a segment that fills a gap is acknowledged at once", "RFC 5681, 4.2");
        Add(Reason.AckOfFin, "acknowledges the peer's FIN", "RFC 9293, 3.10.7.4");
        Add(Reason.AckOfDuplicate, "all of the segment was here before: says again what is expected", "RFC 9293, 3.10.7.4");
        Add(Reason.AckOfUnacceptable, "the segment was outside the window: says what is expected", "RFC 9293, 3.10.7.4");
        Add(Reason.AckOfUnsent, "the segment acknowledged what was never sent: says where we are", "RFC 9293, 3.10.7.4");
        Add(Reason.WindowUpdateSent, "the application has read: the window is open further", "RFC 9293, 3.8.6.2.2");
        Add(Reason.RetransmissionTimeout, "the retransmission timer ran out: the oldest segment goes again", "RFC 6298, 5.4");
        Add(Reason.FastRetransmit, "three duplicate acknowledgments: the segment that is missing goes again", "RFC 5681, 3.2");
        Add(Reason.PartialAckRetransmit, "a partial acknowledgment: the next segment is missing too", "RFC 6582, 3.2");
        Add(Reason.ZeroWindowProbe, "the window is closed: asks whether it still is", "RFC 9293, 3.8.6.1");
        Add(Reason.ChallengeAck, "a suspicious segment: whoever sent it must prove that it is the peer", "RFC 5961, 3");
        Add(Reason.ResetToAbort, "RST: the application gave the connection up", "RFC 9293, 3.10.5");
        Add(Reason.ResetNoConnection, "RST: the segment belongs to no connection here", "RFC 9293, 3.10.7.1");
        Add(Reason.ResetUnacceptableAck, "RST: the segment acknowledges what was never sent", "RFC 9293, 3.5.2");
        Add(Reason.GoBackRetransmit, "after a time-out, what followed the lost segment goes again as cwnd allows", "RFC 5681, 3.1");
        Add(Reason.WindowOpenedRetransmit, "the window is open again: what the peer had no room for goes again", "RFC 9293, 3.8.6.1");
        Add(Reason.AckOfProbe, "answers the probe: the window is still closed", "RFC 9293, 3.8.6.1");
        Add(Reason.SillyWindowOverride, "the window has been small for long enough: what fits goes all the same", "RFC 9293, 3.8.6.2.1");
        Add(Reason.KeepAliveProbe, "nothing was heard for long: asks whether the peer lives", "RFC 9293, 3.8.4");
        Add(Reason.UrgentTold, "there is urgent data: the peer is told although its window is closed", "RFC 9293, 3.8.5");
        Add(Reason.ResetUnreadData, "RST: data was lost that the application did not read", "RFC 9293, 3.6.1");
        Add(Reason.PathMtuRetransmit, "the segment was too big for the path: it goes again in smaller ones", "RFC 1191, 6.4");
        Add(Reason.SynCookieSent, "SYN,ACK: too many connections are half open, so that this one is kept in its sequence number alone", "RFC 4987, 3.6");
        Add(Reason.RackRetransmit, "something that was sent later has arrived, and this has not: it is lost and goes again", "RFC 8985, 6.2");
        Add(Reason.TailLossProbe, "no acknowledgment for two round trips: the end may be lost, and this one brings news of it", "RFC 8985, 7.3");
        Add(Reason.AckAtOnce, "the sender's window is small yet, and grows with acknowledgments: this one does not wait", "RFC 9293, 3.8.6.3");

        Add(Reason.SynAccepted, "a SYN for a listening port: half of the connection stands", "RFC 9293, 3.10.7.2");
        Add(Reason.SynAckAccepted, "the peer accepts: its SYN is here and ours is acknowledged", "RFC 9293, 3.10.7.3");
        Add(Reason.SimultaneousSyn, "the peer opens at the same time", "RFC 9293, 3.10.7.3");
        Add(Reason.HandshakeCompleted, "our SYN is acknowledged: the connection stands", "RFC 9293, 3.10.7.4");
        Add(Reason.DataInOrder, "the data that was expected next", "RFC 9293, 3.10.7.4");
        Add(Reason.DataOutOfOrder, "data beyond a gap: held until the gap is filled", "RFC 9293, 3.10.7.4");
        Add(Reason.DataDuplicate, "data that was here before", "RFC 9293, 3.10.7.4");
        Add(Reason.DataBeyondWindow, "data beyond the window that was offered: that part is cut off", "RFC 9293, 3.10.7.4");
        Add(Reason.AckAdvanced, "acknowledges new data", "RFC 9293, 3.10.7.4");
        Add(Reason.AckDuplicate, "acknowledges nothing new while data is outstanding: a segment may be missing", "RFC 5681, 2");
        Add(Reason.AckOld, "acknowledges what was acknowledged before", "RFC 9293, 3.10.7.4");
        Add(Reason.WindowUpdateReceived, "the peer's window has changed", "RFC 9293, 3.10.7.4");
        Add(Reason.FinReceived, "the peer has no more to send", "RFC 9293, 3.10.7.4");
        Add(Reason.FinAcknowledged, "our FIN is acknowledged", "RFC 9293, 3.10.7.4");
        Add(Reason.ResetReceived, "the peer resets the connection", "RFC 9293, 3.10.7.4");
        Add(Reason.ZeroWindowProbeReceived, "the peer asks whether the window is still closed", "RFC 9293, 3.8.6.1");
        Add(Reason.KeepAliveReceived, "the peer asks whether we live", "RFC 9293, 3.8.4");
        Add(Reason.ReturnToListen, "another SYN for a half-open connection: it is given up, and the port listens on", "RFC 9293, 3.10.7.4");
        Add(Reason.IcmpMtu, "a router tells the path's MTU: segments get smaller", "RFC 1191, 3");
        Add(Reason.IcmpMtuDoubted, "a router tells of an MTU that larger segments have passed: believed only if a time-out agrees", "RFC 5927, 7.2");
        Add(Reason.IcmpSoft, "the network tells of a trouble that may pass: the connection goes on", "RFC 9293, 3.9.2.2");
        Add(Reason.IcmpHard, "the network tells that there is no such port: the connection is given up", "RFC 9293, 3.9.2.2");
        Add(Reason.SynCookieReturned, "a SYN cookie comes back: the connection stands", "RFC 4987, 3.6");

        Add(Reason.IpMalformed, "the IP header is malformed", "RFC 1122, 3.2.1");
        Add(Reason.IpChecksumWrong, "the IP header's checksum is wrong", "RFC 1122, 3.2.1.2");
        Add(Reason.NotForThisHost, "the packet is for another host", "RFC 1122, 3.2.1.3");
        Add(Reason.ProtocolUnknown, "the packet carries no TCP", "RFC 1122, 3.2.2.1");
        Add(Reason.Fragment, "the packet is a fragment: alone it is no segment", "RFC 791, 3.2");
        Add(Reason.TcpMalformed, "the TCP header is malformed", "RFC 9293, 3.1");
        Add(Reason.TcpChecksumWrong, "the TCP checksum is wrong: the segment was damaged on the way", "RFC 9293, 3.1");
        Add(Reason.NoConnection, "no connection and no listener here", "RFC 9293, 3.10.7.1");
        Add(Reason.OutsideWindow, "the segment lies outside the receive window", "RFC 9293, 3.10.7.4");
        Add(Reason.AckUnacceptable, "the segment acknowledges what was never sent", "RFC 9293, 3.10.7.4");
        Add(Reason.AckMissing, "every segment of a synchronized connection has ACK set, and this one has not", "RFC 9293, 3.10.7.4");
        Add(Reason.TimestampOld, "the timestamp is older than the last one: an old duplicate", "RFC 7323, 5.3");
        Add(Reason.ResetUnacceptable, "a RST that is not exactly where it must be, so perhaps forged", "RFC 5961, 3.2");
        Add(Reason.SynInWindow, "a SYN inside a connection, so perhaps forged", "RFC 5961, 4.2");
        Add(Reason.BacklogFull, "too many connections wait to be accepted", "RFC 9293, 3.9.1.1");
        Add(Reason.MulticastOrBroadcast, "a segment to or from a group address", "RFC 9293, 3.9.2.3");
        Add(Reason.TimestampMissing, "timestamps were agreed on, and the segment has none", "RFC 7323, 3.2");
        Add(Reason.ResetInTimeWait, "a RST in TIME-WAIT, perhaps an old duplicate: the wait goes on", "RFC 1337, 3");
        Add(Reason.SourceInvalid, "the source address cannot be a peer's", "RFC 9293, 3.9.2.3");
        Add(Reason.SynOldInTimeWait, "a SYN that is not newer than the connection in TIME-WAIT: an old duplicate", "RFC 6191, 2");
        Add(Reason.DataAfterRelease, "data for an application that has closed both directions", "RFC 9293, 3.6.1");
        Add(Reason.IcmpMalformed, "the ICMP message is malformed", "RFC 1122, 3.2.2");
        Add(Reason.IcmpUnmatched, "the ICMP error is about nothing that is in flight, so perhaps forged", "RFC 5927, 4.1");
        Add(Reason.IcmpSourceQuench, "source quench means nothing any more", "RFC 6633, 3");
        Add(Reason.SynCookieWrong, "the acknowledgment is of no SYN cookie of ours, or of one too old", "RFC 4987, 3.6");

        Add(Reason.RetransmissionTimerExpired, "no acknowledgment within the RTO: it is doubled", "RFC 6298, 5.5");
        Add(Reason.PersistTimerExpired, "the window is still closed", "RFC 9293, 3.8.6.1");
        Add(Reason.DelayedAckTimerExpired, "an acknowledgment has waited long enough", "RFC 9293, 3.8.6.3");
        Add(Reason.TimeWaitExpired, "twice the maximum segment lifetime has passed: old duplicates are dead", "RFC 9293, 3.6.1");
        Add(Reason.SillyWindowTimerExpired, "the window is open, but too small for what waits", "RFC 9293, 3.8.6.2.1");
        Add(Reason.TimeWaitFull, "too many connections are in TIME-WAIT: this one ends at once", "RFC 9293, 3.6.1");
        Add(Reason.TimeWaitReplaced, "a newer incarnation of the connection stands: the wait is over", "RFC 6191, 2");
        Add(Reason.RetransmissionsExhausted, "sent again as often as it may be: the peer is given up", "RFC 9293, 3.8.3");
        Add(Reason.KeepAliveTimerExpired, "nothing was heard for as long as keep-alive waits", "RFC 9293, 3.8.4");
        Add(Reason.KeepAlivesExhausted, "no keep-alive probe was answered: the peer is given up", "RFC 9293, 3.8.4");
        Add(Reason.UserTimeoutExpired, "nothing was acknowledged for as long as the application waits", "RFC 9293, 3.10.8");
        Add(Reason.ReorderingTimerExpired, "what was sent earlier has had time enough to come later: it is lost", "RFC 8985, 6.2");
        Add(Reason.ProbeTimerExpired, "no acknowledgment for two round trips", "RFC 8985, 7.3");
        Add(Reason.FinWait2Expired, "the connection is released, and the peer has not closed its side in time: it is forgotten", "RFC 9293, 3.6");

        Add(Reason.EnterFastRecovery, "loss seen by acknowledgments: ssthresh is reduced, and cwnd comes down to it", "RFC 5681, 3.2");
        Add(Reason.LeaveFastRecovery, "all that was outstanding at the loss is acknowledged", "RFC 6582, 3.2");
        Add(Reason.EnterTimeoutRecovery, "loss seen by a time-out: cwnd is one segment, ssthresh half of what was in flight", "RFC 5681, 3.1");
        Add(Reason.LeaveTimeoutRecovery, "all that was outstanding at the time-out is acknowledged", "RFC 5681, 3.1");
        Add(Reason.EcnReduction, "a router is congested, as the peer echoes: cwnd is reduced as by a loss", "RFC 3168, 6.1.2");
        Add(Reason.PathMtuReduced, "the path takes smaller packets only: SMSS and cwnd shrink", "RFC 8201, 4");
        Add(Reason.PathMtuBlackHole, "large segments time out and no router says why: smaller ones are tried", "RFC 4821, 7.7");
        Add(Reason.RetransmissionLost, "a retransmission is lost too: the window is reduced once more", "RFC 5681, 4.3");
        Add(Reason.TailLossRepaired, "the tail loss probe has repaired a loss: it counts as one", "RFC 8985, 7.4");
        Add(Reason.SpuriousTimeout, "what was never sent again is acknowledged: the time-out was too early, and its reduction is undone", "RFC 5682, 2.1");

        Add(Reason.LinkLost, "the link lost the packet", "RFC 9293, 3.8");
        Add(Reason.LinkDuplicated, "the link repeated the packet", "RFC 9293, 3.8");
        Add(Reason.LinkReordered, "the link held the packet back", "RFC 9293, 3.10.7.4");
        Add(Reason.LinkCorrupted, "the link changed a byte of the packet", "RFC 9293, 3.1");
        Add(Reason.LinkQueueFull, "the link's queue was full", "RFC 9293, 3.8.2");
        Add(Reason.LinkScriptedLoss, "the scenario lost the packet", "RFC 9293, 3.8");
        Add(Reason.LinkScriptedDelay, "the scenario held the packet back", "RFC 9293, 3.10.7.4");
        Add(Reason.LinkScriptedDuplicate, "the scenario repeated the packet", "RFC 9293, 3.8");
        Add(Reason.LinkScriptedCorruption, "the scenario changed a byte of the packet", "RFC 9293, 3.1");
        Add(Reason.LinkMarked, "the link is congested: it marks the packet instead of dropping it", "RFC 3168, 5");
        Add(Reason.LinkDelayDrop, "packets have waited too long for a whole interval: this one is dropped, so that its sender slows down", "RFC 8289, 5");
        Add(Reason.LinkPacketTooBig, "the packet is larger than the next link's MTU", "RFC 1191, 4");
        Add(Reason.RouterNoRoute, "no way leads to the packet's destination", "RFC 1812, 4.3.3.1");
        Add(Reason.RouterTimeExceeded, "the packet's time to live is over", "RFC 1812, 5.3.1");
        Add(Reason.RouterTold, "the router tells the sender that its packet could not go on", "RFC 1812, 4.3.2");
        Add(Reason.HostCrashed, "the host dies without a word", "RFC 9293, 3.5.1");
        Add(Reason.HostRestarted, "the host starts again, and knows nothing of the connections that it had", "RFC 9293, 3.5.1");
        Add(Reason.HostIsDown, "the host is dead: nobody takes the packet", "RFC 9293, 3.5.1");
        Add(Reason.ForgedPacket, "forged: whoever sends this is not the one that it names", "RFC 5961, 1.2");
        Add(Reason.OldDuplicate, "an old duplicate, which the network held for long, comes out of it", "RFC 9293, 3.4");

        Add(Reason.FragmentHeld, "a fragment: it is kept until the others are here", "RFC 791, 3.2");
        Add(Reason.FragmentCompletes, "the fragment that was missing: the packet is whole", "RFC 791, 3.2");
        Add(Reason.FragmentAtomic, "a fragment header on a packet that is whole", "RFC 6946, 4");
        Add(Reason.FragmentDuplicate, "the same fragment was here before", "RFC 8200, 4.5");
        Add(Reason.FragmentMalformed, "a fragment that cannot be: without data, cut at no multiple of 8 bytes, too far behind, or with headers cut", "RFC 8200, 4.5");
        Add(Reason.FragmentOverlap, "the fragment overlaps another, or contradicts it: the whole packet is refused", "RFC 5722, 4");
        Add(Reason.FragmentRefused, "one more fragment of a packet that was refused", "RFC 5722, 4");
        Add(Reason.FragmentTooMany, "more fragments than there is memory for", "RFC 8900, 3.7");
        Add(Reason.FragmentsExpired, "the time of a fragmented packet is over: what was kept of it is forgotten", "RFC 1122, 3.3.2");
        Add(Reason.ReassemblyTimeTold, "tells the sender of a fragmented packet that not all of it has come in time", "RFC 1122, 3.3.2");

        Add(Reason.ListenTakesSynOnly, "the port listens: it takes SYNs only", "RFC 9293, 3.10.7.2");
        Add(Reason.HalfOpenReset, "the peer resets a half-open connection: it is forgotten, and the port listens on", "RFC 9293, 3.10.7.4");

        Add(Reason.PathMtuProbe, "probes whether the path takes packets so large: with more data than segments have otherwise", "RFC 4821, 7.5");
        Add(Reason.PathMtuProbeRetransmit, "the probe was too large for the path: its data goes again in segments that get through", "RFC 4821, 7.6.2");
        Add(Reason.PathMtuProbed, "the probe got through: segments are as large from now on, and cwnd has no more bytes than before", "RFC 4821, 7.6.1");
        Add(Reason.PathMtuProbeLost, "nothing but the probe is lost: it was too large for the path, which is no congestion", "RFC 4821, 7.6.2");

        Add(Reason.SlowStartSlowed, "round trips grow longer, as a queue does: slow start goes on conservatively, with a quarter of its growth", "RFC 9406, 4.2");
        Add(Reason.SlowStartResumed, "round trips are as short as before: that was no queue, and slow start goes on", "RFC 9406, 4.2");
        Add(Reason.SlowStartLeft, "round trips have been longer for five rounds: ssthresh is cwnd, and congestion avoidance begins", "RFC 9406, 4.2");

        Add(Reason.ReceiveBufferGrown, "the application reads more in a round trip than before: the receive buffer, and the window with it, grows ahead of that", "RFC 9293, 3.8");
        Add(Reason.SendBufferGrown, "cwnd has grown: the send buffer holds what is in flight, and as much again that is written meanwhile", "RFC 9293, 3.8");

        Add(Reason.DataBeyondGaps, "beyond one gap too many: it is told of, and thrown away", "RFC 2018, 8");

        Add(Reason.FastOpenSyn, "SYN with the peer's Fast Open cookie: data may go with it", "RFC 7413, 4.2.2");
        Add(Reason.FastOpenCookieAsked, "SYN: asks for a Fast Open cookie as well", "RFC 7413, 4.2.1");
        Add(Reason.FastOpenSynAgain, "the SYN was not answered: it goes again without data and Fast Open option, which may be what stops it", "RFC 7413, 4.2.2");
        Add(Reason.FastOpenSynAck, "SYN,ACK: the SYN's cookie was good, and its data is acknowledged with it", "RFC 7413, 4.2.2");
        Add(Reason.FastOpenCookieGiven, "SYN,ACK: gives the peer a Fast Open cookie for its next connection", "RFC 7413, 4.1.2");
        Add(Reason.FastOpenDataAgain, "the peer has not taken all data of the SYN: the rest goes again with the first ACK", "RFC 7413, 4.2.2");
        Add(Reason.FastOpenAccepted, "a SYN with a good Fast Open cookie: the application gets its data at once", "RFC 7413, 4.2.2");
        Add(Reason.FastOpenCookieRequested, "a SYN that asks for a Fast Open cookie: half of the connection stands", "RFC 7413, 4.2.1");
        Add(Reason.FastOpenCookieWrong, "the SYN's Fast Open cookie is not one of ours, or too old: the SYN counts, its data does not", "RFC 7413, 4.2.2");
        Add(Reason.FastOpenLimitReached, "too many connections are fast opened and not yet confirmed: this SYN is as any other", "RFC 7413, 5.1");
        Add(Reason.FastOpenDataAccepted, "the peer accepts, and has the data of our SYN", "RFC 7413, 4.2.2");
        Add(Reason.FastOpenDataRefused, "the peer accepts, but has not taken all data of our SYN", "RFC 7413, 4.2.2");
        Add(Reason.FastOpenCookieReceived, "the peer accepts, and gives a Fast Open cookie for the next connection", "RFC 7413, 4.2.2");
        Add(Reason.FastOpenUsable, "the application is told that the connection can be used before the handshake is over", "RFC 7413, 4.2.2");
        Add(Reason.FastOpenPaused, "connections with Fast Open get no answer: it is not tried for some time", "RFC 7413, 4.1.3.1");

        Add(Reason.AuthenticationMissing, "there are keys for this peer, and the segment is not signed with any", "RFC 5925, 7.3");
        Add(Reason.AuthenticationMalformed, "two signatures, or one of a length that cannot be", "RFC 5925, 2.2");
        Add(Reason.AuthenticationKeyUnknown, "KeyID names no key of ours for this peer, or the MAC is not as long as that key makes it", "RFC 5925, 7.5");
        Add(Reason.AuthenticationWrong, "the MAC is wrong: the segment is forged, changed, or replayed", "RFC 5925, 7.5");
        Add(Reason.AuthenticationUnexpected, "the segment is signed, and there is no key for this peer", "RFC 5925, 7.3");
        Add(Reason.DigestMissing, "there is an MD5 key for this peer, and the segment has no MD5 signature", "RFC 2385, 2.0");
        Add(Reason.DigestWrong, "the MD5 digest is wrong: the segment is forged, changed, or signed with another key", "RFC 2385, 2.0");
        Add(Reason.IcmpUnauthenticated, "the connection is authenticated, and ICMP is not: a hard error means nothing", "RFC 5925, 7.8");

        Add(Reason.AckOfMarks, "acknowledges at once: marks came, and the sender should know how many, and when", "RFC 9768, 3.2.2.5.1");
        Add(Reason.AckOfMarkedAcks, "acknowledgments came marked: the sender's counter must not go around before it hears of them", "RFC 9768, 3.2.2.5.1");
        Add(Reason.EcnMixed, "the handshake asks for one kind of ECN feedback, and then for the other", "RFC 9768, 3.1.5");
        Add(Reason.ResetEcnMixed, "resets: no one can know which kind of ECN feedback the other end uses", "RFC 9768, 3.1.5");
        Add(Reason.EcnUnusable, "something on the way changes marks or their counters: what is sent is not ECN-capable any more", "RFC 9768, 3.2.2.4");
        Add(Reason.EcnPause, "marks go on, and cwnd is one segment already: the next one waits for the retransmission timer", "RFC 3168, 6.1.2");
        Add(Reason.EcnPauseOver, "the pause after a mark is over: one segment may go", "RFC 3168, 6.1.2");

        Add(Reason.SeenRetransmission, "goes again, and no acknowledgment in the capture has told of a gap: a timer ran out, or a probe was sent", "RFC 6298, 5.4");
        Add(Reason.SeenFastRetransmission, "goes again, after acknowledgments told of a gap", "RFC 5681, 3.2");
        Add(Reason.SeenSpuriousRetransmission, "goes again, though the capture has its acknowledgment already", "RFC 9293, 3.10.7.4");
        Add(Reason.SeenReordering, "was sent before what the capture has before it: overtaken on the way", "RFC 9293, 3.10.7.4");
        Add(Reason.SeenRepairing, "fills a gap and was sent after what lies beyond it: the first copy was lost before the capture, and this is another", "RFC 9293, 3.8");
        Add(Reason.SeenLate, "comes late: overtaken on the way or sent again, which cannot be told", "RFC 9293, 3.8");
        Add(Reason.SeenAfterGap, "something before it is not in the capture: overtaken, lost on the way, or missed", "RFC 9293, 3.8");
        Add(Reason.SeenTwice, "the same packet once more: the network or the capture has doubled it", "RFC 9293, 3.8");
        Add(Reason.SeenDoubtful, "does not fit the connection: an old duplicate, or forged", "RFC 5961, 1.2");
        Add(Reason.SeenData, "data that the capture has not had before", "RFC 9293, 3.8");
        Add(Reason.SeenAcknowledgment, "acknowledges what has come", "RFC 9293, 3.10.7.4");
        Add(Reason.SeenUnseenAcknowledged, "acknowledges what is not in the capture: that has missed it", "RFC 9293, 3.10.7.4");
        Add(Reason.SeenReset, "RST: the connection is given up", "RFC 9293, 3.5.2");
        Add(Reason.SeenMidway, "the first packet of a connection whose beginning is not in the capture", "RFC 9293, 3.5");
        Add(Reason.SeenZeroWindow, "closes the window: there is no room for more", "RFC 9293, 3.8.6");
        return texts;

        void Add(Reason reason, string sentence, string reference) => texts[(int)reason] = new ReasonText(sentence, reference);
    }
}
