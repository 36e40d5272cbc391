meta:
  id: checked_limits
  title: Values within limits
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
doc: Every way to say which values are valid.
seq:
  - id: version
    type: b4
    valid: 4
    doc: The short form.
  - id: words
    type: b4
    valid:
      min: 2
      max: 9
    doc: From 2 to 9.
  - id: kind
    type: u1
    enum: kind
    valid:
      eq: kind::query
    doc: A query.
  - id: port
    type: u2
    valid:
      min: 1
    doc: Not zero.
  - id: level
    type: s1
    valid:
      max: -1
    doc: Below zero.
  - id: mode
    type: u1
    valid:
      any-of: [1, 2, 4, words]
    doc: One of a few.
  - id: even
    type: u1
    valid:
      expr: _ % 2 == 0 and _ != words
    doc: An even number.
  - id: status
    type: u1
    enum: kind
    valid:
      in-enum: true
    doc: A known kind.
  - id: magic
    size: 2
    valid: '[0x4f, 0x4b]'
    doc: The bytes of OK.
  - id: word
    type: str
    size: 2
    encoding: ASCII
    valid:
      any-of: ['"on"', '"no"']
    doc: One of two words.
  - id: ratio
    type: f4
    valid:
      min: 0
    doc: Not below zero.
  - id: list
    type: u1
    repeat: eos
    valid:
      min: 1
      max: 100
    doc: Each within limits.
instances:
  lazy:
    pos: 2
    type: u2
    valid:
      min: 1024
    doc: Fails for low ports.
enums:
  kind:
    1: { id: query, doc: A question. }
    2: { id: reply, doc: An answer. }
    9: { id: error, doc: A failure. }
