namespace TcpEngine;

// What must hold after every event, whatever came: tests ask.
public sealed partial class TcpConnection
{
    /// <summary>What does not hold together; null where all does.</summary>
    internal string? FindBrokenInvariant()
    {
        string? broken = FindBroken();
        Rest();
        return broken;
    }

    private string? FindBroken()
    {
        if (State is TcpState.Closed or TcpState.Listen)
        {
            return NextDeadline.IsSet ? $"a timer runs in {State}, until {NextDeadline}" : null;
        }

        if (State == TcpState.TimeWait)
        {
            return _closeDeadline.IsSet ? null : "no timer ends TIME-WAIT";
        }

        bool isSynAcknowledged = _sendUnacknowledged > _initialSendSequence;
        SequenceNumber bufferStart = isSynAcknowledged ? SequenceNumber.Min(_sendUnacknowledged, Work.SendBuffer.End) : _initialSendSequence + 1u;
        uint window = (uint)Math.Max(0, _advertisedEdge - _receiveNext);
        bool isWaiting = Work.Sent.Count > 0 || HasUnsent;
        return FlightSize > int.MaxValue ? $"SND.UNA {_sendUnacknowledged} is beyond SND.NXT {_sendNext}"
            : Work.SendBuffer.Start != bufferStart ? $"the send buffer starts at {Work.SendBuffer.Start}, not {bufferStart}"
            : _sendNext > Work.SendBuffer.End + (_closeRequested ? 1u : 0u) ? $"SND.NXT {_sendNext} is beyond what was written, {Work.SendBuffer.End}"
            : window > Work.ReceiveBuffer.Free ? $"a window of {window} is offered with room for {Work.ReceiveBuffer.Free}"
            : IsSynchronized && isWaiting && !NextDeadline.IsSet && !WantsToTransmit ? "something waits to be sent or acknowledged, and no timer runs"
            : Work.Sent.FindBrokenInvariant(_sendUnacknowledged, _sendNext) ?? Work.ReceiveBuffer.OutOfOrder.FindBrokenInvariant(_receiveNext, _advertisedEdge);
    }
}
