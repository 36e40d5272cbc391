namespace TcpEngine;

/// <summary>
/// The peers whose answer came only when the SYN asked for no ECN: after several such connections in a row the next ones do not ask, for some time. Bounded: the oldest is forgotten.
/// </summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc9768#section-3.1.4.1">RFC 9768, section 3.1.4.1</see></remarks>
internal sealed class EcnFailures
{
    private const int Limit = 1024;
    private const int Persistent = 2; // one may be chance

    private static readonly Duration Lifetime = Duration.FromSeconds(3600);

    private readonly Dictionary<IpAddress, (int Count, Timestamp Until)> _failures = [];
    private readonly Queue<IpAddress> _inOrder = new();

    /// <summary>Whether SYNs that ask seem not to get through.</summary>
    public bool IsBlocked(IpAddress peer, Timestamp now) => _failures.TryGetValue(peer, out (int Count, Timestamp Until) failure) && failure.Count >= Persistent && now < failure.Until;

    /// <summary>A connection stands.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="isFailure">Whether SYNs that asked got no answer, and one that did not ask got one.</param>
    /// <param name="now">The time.</param>
    public void Note(IpAddress peer, bool isFailure, Timestamp now)
    {
        bool isKnown = _failures.TryGetValue(peer, out (int Count, Timestamp Until) failure);
        if (!isFailure)
        {
            _failures.Remove(peer); // its place in the order is stale, and skipped
            return;
        }

        if (!isKnown)
        {
            while (_inOrder.Count >= Limit && _inOrder.TryDequeue(out IpAddress oldest))
            {
                _failures.Remove(oldest);
            }

            _inOrder.Enqueue(peer);
        }

        _failures[peer] = (now < failure.Until ? failure.Count + 1 : 1, now + Lifetime);
    }
}
