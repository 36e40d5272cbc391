meta:
  id: line_protocol
  title: Protocol of lines
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
doc: Byte strings up to a terminator.
seq:
  - id: verb
    terminator: 0x20
    doc: The verb, up to a space.
  - id: target
    terminator: 0x0a
    include: true
    doc: The target with its line feed.
  - id: key
    terminator: 0x3a
    consume: false
    doc: The key; the colon stays.
  - id: colon
    size: 1
    doc: The colon.
  - id: cell
    size: 8
    terminator: 0x7c
    pad-right: 0x2d
    doc: A cell of eight bytes, filled up with dashes, up to a bar.
  - id: last_cell
    size: 4
    terminator: 0x7c
    include: true
    doc: A cell of four bytes with its bar.
  - id: padded
    size: 4
    pad-right: 0xff
    doc: Filled up with 255.
  - id: tail
    terminator: 0
    eos-error: false
    doc: The tail, with or without its zero.
instances:
  is_get:
    value: verb == [0x47, 0x45, 0x54]
    doc: The verb is GET.
  target_size:
    value: target.size
    doc: The length of the target with its line feed.
  first_byte:
    value: target[0]
    doc: The first byte of the target.
