meta:
  id: byte_order
  title: Message that says its own byte order
  license: CC0-1.0
  ks-version: '0.11'
doc: The order of bytes, told by a mark.
seq:
  - id: mark
    size: 2
    doc: MM or II, as in some picture files.
  - id: body
    type: body
    doc: What follows, in that order.
types:
  body:
    meta:
      endian:
        switch-on: _root.mark
        cases:
          '[0x4d, 0x4d]': be
          '[0x49, 0x49]': le
    seq:
      - id: length
        type: u2
        doc: The length of the list.
      - id: value
        type: s4
        doc: A value.
      - id: ratio
        type: f4
        doc: A ratio.
      - id: fixed
        type: u2be
        doc: Big-endian in any case.
      - id: list
        type: item
        repeat: expr
        repeat-expr: length % 4
        doc: The list.
    types:
      item:
        seq:
          - id: code
            type: u2
            doc: A code, in the order of the body.
    instances:
      again:
        pos: 0
        type: u2
        doc: The mark as a number.
      half:
        value: length / 2
        doc: Half of the length.
