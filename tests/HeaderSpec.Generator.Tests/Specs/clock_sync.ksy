meta:
  id: clock_sync
  title: Clock synchronisation, with a part in the other byte order
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
doc: Default byte order, and a type that has one of its own.
seq:
  - id: sequence
    type: u2
    doc: The number of the request.
  - id: origin
    type: u4
    doc: The time at which the request left.
  - id: correction
    type: s8
    doc: The residence time, scaled.
  - id: vendor
    type: vendor_part
    doc: What the vendor adds, little-endian.
  - id: arrival
    type: u4
    doc: The time at which the request came, big-endian again.
types:
  vendor_part:
    meta:
      endian: le
    doc: A little-endian part of a big-endian message.
    seq:
      - id: model
        type: u2
        doc: The model of the clock.
      - id: skew
        type: s4
        doc: The measured skew.
      - id: stamp
        type: stamp
        doc: The time of the last adjustment, little-endian as its parent.
    types:
      stamp:
        seq:
          - id: seconds
            type: u4
            doc: Whole seconds.
          - id: fraction
            type: u2be
            doc: The fraction of a second, always big-endian.
