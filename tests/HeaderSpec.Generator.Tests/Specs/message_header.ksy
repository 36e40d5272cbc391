meta:
  id: message_header
  title: Header of a message, with enumerations
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
doc: Enumerations of the root and of types, also of bits.
seq:
  - id: kind
    type: u1
    enum: kind
    doc: What the message is.
  - id: priority
    type: b2
    enum: priority
    doc: How urgent it is.
  - id: state
    type: b6
    enum: peer::state
    doc: The state of the sender, of another type.
  - id: peer
    type: peer
    doc: The sender.
  - id: reason
    type: u2le
    enum: peer::link::reason
    doc: Why, of a type's type.
  - id: level
    type: s1
    enum: level
    doc: May be negative.
instances:
  is_data:
    value: kind == kind::data
    doc: The message carries data.
  kind_number:
    value: kind.to_i + 1
    doc: The number of the kind, and one.
  fallback:
    value: 'is_data ? kind::ack : kind'
    enum: kind
    doc: Another kind.
  torn:
    value: reason == peer::link::reason::carrier_lost or peer.link.last_reason == peer::link::reason::reset
    doc: The link was torn.
types:
  peer:
    seq:
      - id: id
        type: u1
        doc: The number of the peer.
      - id: link
        type: link
        doc: Its link.
      - id: own_state
        type: u1
        enum: state
        doc: The state, by the nearer name.
      - id: own_kind
        type: u1
        enum: kind
        doc: A kind, found in the root.
    instances:
      next_state:
        value: own_state.to_i + 1
        enum: state
        doc: The state that follows.
    types:
      link:
        seq:
          - id: last_reason
            type: u1
            enum: reason
            doc: The last reason.
          - id: last_state
            type: u1
            enum: state
            doc: The last state, found one scope out.
        instances:
          was_up:
            value: last_state == state::up
            doc: The link was up.
        enums:
          reason:
            0: none
            1: { id: reset, doc: Reset by the peer. }
            500: { id: carrier_lost, doc: No carrier. }
    enums:
      state:
        0: down
        1: up
        2: { id: parked, doc: Held back. }
enums:
  kind:
    1: { id: data, doc: Data. }
    2: { id: ack, doc: An acknowledgment. }
    0x7f: { id: close, doc: The end. }
  priority:
    0: low
    3: high
  level:
    -1: below
    0: zero
    1: above
