meta:
  id: signal_list
  title: List of signals, each a kind, a length and a body of every shape
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
doc: What a signal box says.
seq:
  - id: box
    type: b4
    doc: The signal box.
  - id: num_words
    type: b4
    doc: The length of the list.
    -hs-unit: 32-bit words
  - id: signals
    size: num_words * 4
    type: signals
    doc: Its signals.
  - id: note
    size-eos: true
    doc: What else there is to say.
types:
  signals:
    seq:
      - id: items
        type: signal
        repeat: until
        repeat-until: _.kind == kind::end or _io.eof
        if: not _io.eof
      - id: space
        size-eos: true
        -hs-fill: 0
  signal:
    seq:
      - id: kind
        type: u1
        enum: kind
      - id: len
        type: u2le
        if: kind != kind::end and kind != kind::gap
        valid:
          min: 3
      - id: body
        size: len - 3
        if: kind != kind::end and kind != kind::gap
        type:
          switch-on: kind
          -hs-mismatch: opaque
          cases:
            'kind::speed': speed
            'kind::ways': ways
            'kind::blocks': blocks
            'kind::name': name
            'kind::stop': stop
            'kind::mixed': mixed
  speed:
    seq:
      - id: limit
        type: s2le
      - id: is_temporary
        type: b1
      - id: reason
        type: b7
  ways:
    seq:
      - id: ways
        type: way
        repeat: eos
  way:
    seq:
      - id: number
        type: u1
      - id: length
        type: u2
  blocks:
    seq:
      - id: blocks
        type: block
        repeat: eos
  block:
    seq:
      - id: sides
        type: b2
      - id: number
        type: u1
  name:
    seq:
      - id: language
        type: u1
      - id: text
        size-eos: true
  stop:
    seq: []
  mixed:
    seq:
      - id: upper
        type: b3
      - id: lower
        type: b4
enums:
  kind:
    0: end
    1: gap
    2: speed
    3: ways
    4: blocks
    5: name
    6: stop
    7: mixed
