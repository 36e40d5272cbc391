namespace TcpEngine;

// What must hold after every event, whatever came: tests ask.
public sealed partial class TcpConnection
{
    /// <summary>What does not hold together; null where all does.</summary>
    internal string? FindBrokenInvariant()
    {
        if (State is TcpState.Closed or TcpState.Listen)
        {
            return NextDeadline.IsSet ? $"a timer runs in {State}, until {NextDeadline}" : null;
        }

        if (State == TcpState.TimeWait)
        {
            return _timeWaitDeadline.IsSet ? null : "no timer ends TIME-WAIT";
        }

        bool isSynAcknowledged = _sendUnacknowledged > _initialSendSequence;
        SequenceNumber bufferStart = isSynAcknowledged ? SequenceNumber.Min(_sendUnacknowledged, _sendBuffer.End) : _initialSendSequence + 1u;
        uint window = (uint)Math.Max(0, _advertisedEdge - _receiveNext);
        bool isWaiting = _sent.Count > 0 || HasUnsent;
        return FlightSize > int.MaxValue ? $"SND.UNA {_sendUnacknowledged} is beyond SND.NXT {_sendNext}"
            : _sendBuffer.Start != bufferStart ? $"the send buffer starts at {_sendBuffer.Start}, not {bufferStart}"
            : _sendNext > _sendBuffer.End + (_closeRequested ? 1u : 0u) ? $"SND.NXT {_sendNext} is beyond what was written, {_sendBuffer.End}"
            : window > _receiveBuffer.Free ? $"a window of {window} is offered with room for {_receiveBuffer.Free}"
            : IsSynchronized && isWaiting && !NextDeadline.IsSet && !WantsToTransmit ? "something waits to be sent or acknowledged, and no timer runs"
            : _sent.FindBrokenInvariant(_sendUnacknowledged, _sendNext) ?? _receiveBuffer.OutOfOrder.FindBrokenInvariant(_receiveNext, _advertisedEdge);
    }
}
