meta:
  id: order_flag
  title: Message whose byte order a number tells
  license: CC0-1.0
  ks-version: '0.11'
  endian:
    switch-on: flag
    cases:
      1: le
      _: be
doc: The order of bytes, told by a number at a known position.
seq:
  - id: skip
    type: u1
    doc: The number that tells the order.
  - id: size
    type: u2
    doc: The size.
  - id: child
    type: child
    doc: A child, in the same order.
types:
  child:
    seq:
      - id: stamp
        type: u4
        doc: A time.
      - id: skew
        type: s2
        doc: A difference.
instances:
  flag:
    pos: 0
    type: u1
    doc: The number that tells the order.
  later:
    pos: 1
    type: u2
    doc: The size again.
