meta:
  id: parcel_list
  title: List of parcels, elements of more than kind, length and body
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
doc: What a van carries.
seq:
  - id: van
    type: u1
    doc: The van's number.
  - id: len_parcels
    type: u2
    doc: The length of the list.
    -hs-unit: bytes
  - id: parcels
    size: len_parcels
    type: parcels
    doc: What it carries.
types:
  parcels:
    seq:
      - id: items
        type: parcel
        repeat: until
        repeat-until: _.kind == kind::last or _io.eof
        if: not _io.eof
      - id: space
        size-eos: true
        doc: What is left over.
        -hs-fill: 0
  parcel:
    seq:
      - id: kind
        type: u2le
        enum: kind
      - id: weight
        type: u1
        doc: How much it weighs.
        -hs-unit: kg
      - id: len
        type: u1
        valid:
          max: 40
      - id: body
        size: len
        type:
          switch-on: kind
          -hs-mismatch: opaque
          cases:
            'kind::box': box
            'kind::bag': bag
            'kind::letter': letter
            'kind::last': last
            'kind::card': card
  box:
    seq:
      - id: width
        type: b4
      - id: height
        type: u1
  bag:
    seq:
      - id: things
        type: thing
        repeat: eos
  thing:
    seq:
      - id: is_new
        type: b1
      - id: price
        type: u2
  card:
    seq:
      - id: number
        type: u4le
  letter:
    seq:
      - id: stamp
        type: u1
      - id: text
        size-eos: true
  last:
    seq: []
enums:
  kind:
    1: box
    2: bag
    3: letter
    4: last
    5: card
