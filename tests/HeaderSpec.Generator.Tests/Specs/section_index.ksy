meta:
  id: section_index
  title: Sections behind an index
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
doc: Parts that are read when they are asked for, and may not be there.
seq:
  - id: count
    type: u1
    doc: How many entries the index has.
  - id: entries
    type: entry
    repeat: expr
    repeat-expr: count % 4
    doc: The index.
  - id: inner_size
    type: u1
    doc: The length of the inner part.
  - id: inner
    type: inner
    size: inner_size
    doc: A part with positions of its own.
types:
  entry:
    seq:
      - id: offset
        type: u1
        doc: Where the section is, from the start.
      - id: length
        type: u1
        doc: How long it is.
    instances:
      section:
        io: _root._io
        pos: offset
        size: length
        type: section
        doc: The section, in a part of its own.
      raw:
        io: _root._io
        pos: offset
        size: length
        if: length > 0
        doc: The bytes of the section.
      first_word:
        io: _root._io
        pos: offset
        type: u2le
        doc: The first two bytes.
  section:
    seq:
      - id: kind
        type: u1
        doc: What it is.
      - id: body
        size-eos: true
        doc: What it holds.
    instances:
      body_size:
        value: body.size
        doc: The length of the body.
  inner:
    seq:
      - id: start
        type: u1
        doc: Where the data start, from the start of this part.
    instances:
      data:
        pos: start
        size-eos: true
        if: start <= _io.size
        doc: The data.
      second:
        pos: 1
        type: s1
        doc: The second byte.
      shorts:
        pos: start
        type: u2
        repeat: expr
        repeat-expr: 2
        doc: Two numbers.
      name:
        pos: 1
        type: strz
        encoding: ASCII
        eos-error: false
        doc: A string.
instances:
  last_byte:
    pos: _io.size - 1
    type: u1
    doc: The very last byte.
  tail:
    pos: _io.size / 2
    type: section
    doc: A section in the second half.
  header:
    pos: 0
    type: b12
    doc: Twelve bits.
  of_tail:
    value: tail.kind + tail.body_size
    doc: A value that needs another part.
  choice:
    pos: 0
    type:
      switch-on: count
      cases:
        1: section
        2: u2
    doc: One or the other or none.
