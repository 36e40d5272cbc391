meta:
  id: order_flag
  title: Message whose byte order a number tells
  license: CC0-1.0
  ks-version: '0.11'
  encoding: ASCII
doc: The order of bytes, told by a flag in front, with an order for all other flags.
seq:
  - id: flag
    type: u1
    doc: The number that tells the order.
  - id: body
    type: body
    doc: What follows, in that order.
types:
  body:
    meta:
      endian:
        switch-on: _root.flag
        cases:
          0x6c: le
          _: be
    seq:
      - id: length
        type: u2
        doc: The length of the child.
      - id: child
        type: child
        size: length
        doc: A child, in the same order.
      - id: count
        type: s4
        doc: A number.
      - id: kind
        type: u2
        enum: kind
        doc: A kind of two bytes.
      - id: value
        type:
          switch-on: kind
          cases:
            'kind::number': u4
            'kind::wide': s8
            'kind::pair': pair
        doc: A value, in the same order.
    types:
      pair:
        seq:
          - id: left
            type: u2
            doc: The left one, in the same order.
          - id: ratio
            type: f4
            doc: The right one, in the same order.
    enums:
      kind:
        1: number
        2: wide
        0x0300: pair
  child:
    doc: A type of the root that has no order of its own needs none.
    seq:
      - id: name
        type: strz
        doc: A name.
      - id: rest
        size-eos: true
        doc: The rest.
instances:
  is_little:
    value: flag == 0x6c
    doc: The least significant byte comes first.
