meta:
  id: bus_token
  title: Token of a serial bus, bits from the least significant on
  license: CC0-1.0
  ks-version: '0.11'
  endian: le
  bit-endian: le
doc: Little-endian bit fields, and one field that names its own order.
seq:
  - id: pid
    type: b4
    doc: The packet identifier.
  - id: pid_check
    type: b4
    doc: Its complement.
  - id: device
    type: b7
    doc: The address of the device.
  - id: endpoint
    type: b4
    doc: The endpoint, over two bytes.
  - id: crc
    type: b5
    doc: The check of address and endpoint.
  - id: frame
    type: b11
    doc: The number of the frame.
  - id: stalled
    type: b1
    doc: The endpoint is stalled; four unused bits follow.
  - id: length
    type: u2
    doc: The length of the data.
  - id: wide
    type: b39
    doc: A field wider than 32 bits.
  - id: odd
    type: b1
    doc: The toggle.
  - id: window
    type: b12be
    doc: A field in the other bit order, on a byte boundary.
instances:
  pid_ok:
    value: pid + pid_check == 15
    doc: The complement is right.
