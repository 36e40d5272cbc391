meta:
  id: counter_list
  title: Lists of counters
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
doc: Repeated integers, by count and up to the end.
seq:
  - id: count
    type: u1
    doc: How many pairs follow.
  - id: low
    type: u2
    repeat: expr
    repeat-expr: count
    doc: The low counters.
  - id: high
    type: s4le
    repeat: expr
    repeat-expr: count / 2
    doc: The high counters, half as many.
  - id: nibbles
    type: b4
    repeat: expr
    repeat-expr: 4
    doc: Four half bytes.
  - id: rest
    type: u1
    repeat: eos
    doc: All other bytes.
instances:
  low_count:
    value: low.size
    doc: How many.
  first_low:
    value: low.first
    if: count > 0
    doc: The first.
  last_low:
    value: low.last
    if: count > 0
    doc: The last.
  largest:
    value: low.max
    if: count > 0
    doc: The largest.
  smallest:
    value: high.min
    if: count >= 2
    doc: The smallest of the high ones.
  second_rest:
    value: rest[1]
    doc: The second; fails where there is none.
