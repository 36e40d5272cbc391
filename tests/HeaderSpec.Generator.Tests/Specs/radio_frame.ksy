meta:
  id: radio_frame
  title: Radio frame header, bits from the most significant on
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
doc: Bit fields that cross bytes, with unused bits before the next byte field.
seq:
  - id: version
    type: b3
    doc: The version of the protocol.
  - id: urgent
    type: b1
    doc: The frame goes first.
  - id: slot
    type: b11
    doc: The time slot, over two bytes.
  - id: relay
    type: b1
    doc: The frame may be relayed.
  - id: cell
    type: b5
    doc: The cell; three unused bits follow.
  - id: power
    type: s2
    doc: The transmit power, on a byte boundary again.
  - id: hop
    type: b4
    doc: The hop.
  - id: station
    type: b36
    doc: The station, wider than 32 bits.
  - id: sub_frame
    type: sub_frame
    doc: Starts on a byte boundary.
  - id: last
    type: b1
    doc: The last bit; seven unused bits follow.
  - id: trailer
    size-eos: true
    doc: What is left.
types:
  sub_frame:
    seq:
      - id: count
        type: b6
        doc: A count.
      - id: mask
        type: b18
        doc: A mask over three bytes.
instances:
  is_broadcast:
    value: slot == 0x7ff
    doc: Every station listens in the last slot.
  near:
    value: cell <= 3 and not urgent
    doc: A cell nearby.
