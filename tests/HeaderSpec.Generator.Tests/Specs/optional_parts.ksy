meta:
  id: optional_parts
  title: Message with optional parts
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
doc: Fields that are there or not.
seq:
  - id: has_id
    type: b1
    doc: An identifier follows.
  - id: has_name
    type: b1
    doc: A name follows.
  - id: hops
    type: b6
    doc: The number of hops.
  - id: ident
    type: u4
    if: has_id
    doc: The identifier.
  - id: name_size
    type: u1
    if: has_name
    doc: The length of the name.
  - id: name
    size: name_size
    if: has_name
    doc: The name.
  - id: path
    type: u2
    repeat: expr
    repeat-expr: hops
    if: hops > 0 and hops < 4
    doc: The path, when it is short.
  - id: detail
    type: detail
    if: has_id and ident > 0x7fffffff
    doc: Only of high identifiers.
  - id: more
    type: u1
    if: not _io.eof
    doc: One more byte, when there is one.
types:
  detail:
    seq:
      - id: code
        type: u1
        doc: The code.
      - id: value
        type: s2
        if: code % 2 == 1
        doc: Of odd codes only.
instances:
  short_id:
    value: ident % 1000
    if: has_id
    doc: The last digits.
  detail_value:
    value: detail.code * 2
    if: has_id and ident > 0x7fffffff
    doc: Twice the code.
  name_bytes:
    value: 'has_name ? name.size : -1'
    doc: The length of the name, or less than zero.
