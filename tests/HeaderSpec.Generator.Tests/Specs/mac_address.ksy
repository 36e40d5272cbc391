meta:
  id: mac_address
  title: Hardware address
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
doc: The address of an interface.
seq:
  - id: vendor
    size: 3
    doc: The vendor.
  - id: number
    type: u2
    doc: The number.
  - id: kind
    type: u1
    enum: kind
    doc: What it is.
instances:
  is_group:
    value: vendor[0] & 1 == 1
    doc: The address of a group.
enums:
  kind:
    0: station
    1: group
    2: all
types:
  tag:
    seq:
      - id: priority
        type: b3
        doc: The priority.
      - id: dropped_first
        type: b1
        doc: May be dropped.
      - id: number
        type: b12
        doc: The number.
