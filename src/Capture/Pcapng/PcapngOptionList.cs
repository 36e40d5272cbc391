using Capture.Reading;

namespace Capture.Pcapng;

/// <summary>The options of a block, in their order; unknown ones too. The list ends at opt_endofopt, or with the block.</summary>
/// <remarks><see href="https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html">The pcapng draft</see>, section 3.5</remarks>
public readonly ref struct PcapngOptionList
{
    private readonly bool _isBigEndian;

    internal PcapngOptionList(ReadOnlySpan<byte> bytes, bool isBigEndian)
    {
        Bytes = bytes;
        _isBigEndian = isBigEndian;
    }

    /// <summary>The bytes of the options.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Walks the options.</summary>
    public Enumerator GetEnumerator() => new(Bytes, _isBigEndian);

    /// <summary>Walks the options, and says at the end whether they were whole.</summary>
    public ref struct Enumerator
    {
        private const int HeaderSize = 4;

        private readonly bool _isBigEndian;
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> bytes, bool isBigEndian)
        {
            _rest = bytes;
            _isBigEndian = isBigEndian;
        }

        /// <summary>The option that <see cref="MoveNext"/> found.</summary>
        public PcapngOptionView Current { get; private set; }

        /// <summary>Whether the walk stopped at an option that is longer than what is left of the block.</summary>
        public bool IsBroken { get; private set; }

        /// <summary>Goes to the next option.</summary>
        /// <returns>False after the last.</returns>
        public bool MoveNext()
        {
            if (_rest.IsEmpty || IsBroken)
            {
                return false;
            }

            ushort code = _rest.Length >= HeaderSize ? FileNumber.UInt16(_rest, _isBigEndian) : (ushort)0;
            int length = _rest.Length >= HeaderSize ? FileNumber.UInt16(_rest[2..], _isBigEndian) : int.MaxValue;
            if (length > _rest.Length - HeaderSize)
            {
                IsBroken = true;
                return false;
            }

            if (code == PcapngOption.EndOfOptions)
            {
                _rest = default;
                return false;
            }

            Current = new PcapngOptionView(code, _rest.Slice(HeaderSize, length), _isBigEndian);
            int padded = HeaderSize + ((length + 3) & ~3);
            _rest = _rest[Math.Min(padded, _rest.Length)..];
            return true;
        }
    }
}
