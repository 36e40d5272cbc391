namespace TcpEngine;

// What the TCP MIB counts (RFC 4022, section 2).
public sealed partial class TcpStack
{
    private void Count(TcpConnection connection)
    {
        Statistics.OutRsts += connection.WasReset ? 1 : 0;
        if (connection.WasRetransmission)
        {
            Statistics.RetransSegs++;
        }
        else
        {
            Statistics.OutSegs++;
        }
    }

    private void CountTransition(StackEntry entry, TcpState state)
    {
        TcpState before = entry.CountedState;
        if (before == state)
        {
            return;
        }

        entry.CountedState = state;
        TimeWaitCount += (state == TcpState.TimeWait ? 1 : 0) - (before == TcpState.TimeWait ? 1 : 0);
        bool wasEstablished = before is TcpState.Established or TcpState.CloseWait;
        bool isEstablished = state is TcpState.Established or TcpState.CloseWait;
        Statistics.CurrEstab += (isEstablished ? 1 : 0) - (wasEstablished ? 1 : 0);
        if (state == TcpState.Closed)
        {
            Statistics.EstabResets += wasEstablished ? 1 : 0;
            Statistics.AttemptFails += before is TcpState.SynSent or TcpState.SynReceived ? 1 : 0;
        }
    }
}
