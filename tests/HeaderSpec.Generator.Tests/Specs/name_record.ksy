meta:
  id: name_record
  title: Record of a name service
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
doc: Zero-terminated strings, and strings with other terminators.
seq:
  - id: host
    type: strz
    encoding: ASCII
    doc: The host.
  - id: alias
    type: strz
    encoding: UTF-16LE
    doc: The alias, ended by a zero code unit.
  - id: domain
    type: str
    terminator: 0x2f
    encoding: UTF-8
    include: true
    doc: The domain with its slash.
  - id: path
    type: str
    terminator: 0x3f
    consume: false
    encoding: ASCII
    doc: The path; the question mark stays.
  - id: mark
    type: u1
    doc: The question mark.
  - id: note
    type: strz
    size: 5
    encoding: ASCII
    doc: A note of at most five bytes.
  - id: rest
    type: strz
    encoding: UTF-8
    eos-error: false
    doc: The rest, with or without its zero.
