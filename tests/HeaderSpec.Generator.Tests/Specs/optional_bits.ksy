meta:
  id: optional_bits
  title: Bits as long as there are any
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
doc: Bits behind bits, each there where the stream has not ended.
seq:
  - id: count
    type: b24
    if: not _io.eof
    doc: A number of three bytes.
  - id: high
    type: b4
    if: not _io.eof
    doc: Half a byte.
  - id: low
    type: b4
    if: not _io.eof
    doc: The other half, in whose middle the stream does not end.
  - id: more
    type: b16
    if: _io.pos < 5
    doc: Two bytes, where fewer than five have been read.
  - id: last
    type: b8
    if: not _io.eof
    doc: One byte.
