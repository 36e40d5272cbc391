meta:
  id: command
  title: Command with a body of a stated length
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
doc: Switches on an enumeration, with a length.
seq:
  - id: opcode
    type: u1
    enum: opcode
    doc: The operation.
  - id: body_size
    type: u1
    doc: The length of the body.
  - id: body
    size: body_size
    type:
      switch-on: opcode
      cases:
        'opcode::open': open
        'opcode::close': close
        'opcode::ping': empty
    doc: The body; of other operations it stays bytes.
  - id: reply_code
    type: u1
    enum: opcode
    doc: The operation that is answered.
  - id: reply
    size: 3
    type:
      switch-on: reply_code
      cases:
        'opcode::open': close
        _: verbatim
    doc: The reply.
  - id: rest
    size-eos: true
    type:
      switch-on: opcode
      cases:
        'opcode::open': verbatim
    doc: What is left.
types:
  open:
    seq:
      - id: window
        type: u2
        doc: The window.
      - id: name
        size-eos: true
        doc: The name.
  close:
    seq:
      - id: reason
        type: u1
        doc: The reason.
  empty:
    seq: []
  verbatim:
    seq:
      - id: first
        type: u1
        if: not _io.eof
        doc: The first byte, if any.
      - id: others
        size-eos: true
        doc: The others.
enums:
  opcode:
    1: { id: open, doc: Opens. }
    2: { id: close, doc: Closes. }
    3: { id: ping, doc: Asks for a sign of life. }
    4: { id: load, doc: Loads what the body holds. }
