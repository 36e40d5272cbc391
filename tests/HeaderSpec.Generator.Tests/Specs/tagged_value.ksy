meta:
  id: tagged_value
  title: Value with a tag, of the width that the tag says
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
doc: A switch on an integer, with integers of several widths as cases.
seq:
  - id: tag
    type: u1
    doc: Says what the value is.
  - id: value
    type:
      switch-on: tag
      cases:
        1: u1
        2: u2
        3: s4
        4: u8
        0x10: s1
    doc: The value; none for other tags.
  - id: second_tag
    type: b4
    doc: Says what the second value is.
  - id: flavour
    type: b4
    doc: Says more.
  - id: second
    type:
      switch-on: second_tag + flavour
      cases:
        0: u2le
        1: s8
        2: pair
        _: u1
    doc: The second value, a byte for other tags.
types:
  pair:
    seq:
      - id: left
        type: s2
        doc: Left.
      - id: right
        type: u2le
        doc: Right.
