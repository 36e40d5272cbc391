namespace TcpEngine;

/// <summary>SNE: the upper half of a sequence number of 64 bits, of which segments carry the lower. It never repeats, so that nothing can be replayed once numbers have wrapped around.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc5925#section-6.2">RFC 5925, section 6.2</see>; the number meant is the nearest to the largest so far, as in RFC 9187</remarks>
internal struct SequenceNumberExtension(SequenceNumber initial)
{
    private ulong _largest = initial.Value;

    /// <summary>The extension of a number: what comes before or after the largest so far, less than 2^31 away.</summary>
    public readonly uint Of(SequenceNumber number) => (uint)(Extend(number) >> 32);

    /// <summary>A number was used by one who may: larger ones are counted from it.</summary>
    public void Advance(SequenceNumber number)
    {
        int ahead = number - new SequenceNumber((uint)_largest);
        _largest += (uint)Math.Max(0, ahead);
    }

    private readonly ulong Extend(SequenceNumber number) => unchecked(_largest + (ulong)(long)(number - new SequenceNumber((uint)_largest)));
}
