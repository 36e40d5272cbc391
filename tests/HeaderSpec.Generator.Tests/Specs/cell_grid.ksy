meta:
  id: cell_grid
  title: Cells whose shape others determine
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
doc: Types with parameters, of integers, truth values, types and bytes.
seq:
  - id: shape
    type: shape
    doc: The shape.
  - id: key
    size: 2
    doc: The key.
  - id: rows
    type: row(shape.width, shape.signed, _index)
    repeat: expr
    repeat-expr: shape.height
    doc: The rows.
  - id: summary
    type: summary(shape, key)
    doc: The summary.
  - id: choice
    type:
      switch-on: shape.width
      cases:
        1: row(2, false, 100)
        2: summary(shape, [0x41, 0x42])
    doc: One or the other.
types:
  shape:
    seq:
      - id: width
        type: b3
        doc: The width of a row.
      - id: height
        type: b2
        doc: How many rows.
      - id: signed
        type: b1
        doc: Values have a sign.
  row:
    params:
      - id: width
        type: u1
        doc: How many values.
      - id: signed
        type: b1
        doc: Values have a sign.
      - id: number
        type: s4
        doc: The number of the row.
    seq:
      - id: plain
        type: u1
        repeat: expr
        repeat-expr: width
        if: not signed
        doc: Values without a sign.
      - id: negative
        type: s1
        repeat: expr
        repeat-expr: width
        if: signed
        doc: Values with a sign.
    instances:
      position:
        value: number * width
        doc: The position of the first value.
  summary:
    params:
      - id: shape
        type: shape
        doc: The shape.
      - id: key
        type: bytes
        doc: The key.
    seq:
      - id: flags
        size: shape.height
        doc: A flag for each row.
    instances:
      cells:
        value: shape.width * shape.height
        doc: How many values.
      first_key:
        value: key[0]
        doc: The first byte of the key.
      same:
        value: key == [0x41, 0x42]
        doc: The key is AB.
