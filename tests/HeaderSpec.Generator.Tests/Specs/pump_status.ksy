meta:
  id: pump_status
  title: Status of a pump, with bits between its fields that no field names
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
doc: What a pump says of itself. Fields that are whole bytes begin at the next byte, and leave bits over before them.
seq:
  - id: mark
    contents: [0x50, 0x53]
  - id: mode
    type: b3
    doc: How the pump runs.
  - id: pressure
    type: u2le
    doc: The pressure.
    -hs-unit: Pa
  - id: is_warm
    type: b1
    -hs-flags: states
    doc: The pump is warm.
  - id: is_dry
    type: b1
    -hs-flags: states
    doc: Nothing flows.
  - id: limits
    type: limits
    doc: Between what the pressure is kept.
  - id: serial
    size: 3
    doc: The pump's number.
  - id: len_log
    type: u1
    doc: The length of the log.
    -hs-unit: 3 bytes, beyond the first
  - id: log
    size: len_log * 3 + 1
    doc: What happened, padded.
    -hs-fill: 32
  - id: rest
    size-eos: true
    doc: What follows.
types:
  limits:
    seq:
      - id: low
        type: b12
        doc: The lowest.
      - id: high
        type: s2
        doc: The highest.
      - id: is_hard
        type: b1
        doc: Whether the pump stops there.
