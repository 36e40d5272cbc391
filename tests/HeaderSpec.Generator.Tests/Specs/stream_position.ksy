meta:
  id: stream_position
  title: Positions in streams
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
doc: Where in its stream a field is, and how much there is.
seq:
  - id: size
    type: u1
    doc: The length of the block.
  - id: block
    type: block
    size: size
    doc: A block with a stream of its own.
  - id: filler
    size: (4 - _io.pos % 4) % 4
    doc: Up to a multiple of four.
  - id: half
    size: (_io.size - _io.pos) / 2
    doc: Half of what is left.
  - id: rest
    type: piece
    repeat: until
    repeat-until: _io.eof or _.stop
    if: not _io.eof
    doc: Pieces up to the end.
types:
  block:
    seq:
      - id: first
        type: u1
        doc: The first byte.
      - id: body
        size: _io.size - _io.pos - 1
        doc: All but the last byte.
      - id: at_end
        type: u1
        doc: The last byte.
    instances:
      all:
        value: _io.size
        doc: The length of the block.
      done:
        value: _io.eof
        doc: All was read.
      outer_size:
        value: _root._io.size
        doc: The length of the message.
  piece:
    seq:
      - id: stop
        type: b1
        doc: The last one.
      - id: length
        type: b7
        doc: The length.
      - id: data
        size: length % 4
        doc: The data.
instances:
  complete:
    value: _io.eof
    doc: Nothing is left.
  position:
    value: _io.pos
    doc: Where reading ended.
