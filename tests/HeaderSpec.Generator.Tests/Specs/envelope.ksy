meta:
  id: envelope
  title: Message in an envelope, types within types
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
doc: The nearest type of a name is taken.
seq:
  - id: part
    type: part
    doc: The root's part.
  - id: letter
    type: letter
    doc: A letter, whose parts are of its own.
  - id: stamp
    type: letter::stamp
    doc: A type by its path.
  - id: seal
    type: letter::stamp::seal
    doc: A type by a longer path.
types:
  part:
    seq:
      - id: root_value
        type: u1
        doc: One byte.
  letter:
    seq:
      - id: part
        type: part
        doc: The letter's part.
      - id: stamp
        type: stamp
        doc: The letter's stamp.
    types:
      part:
        seq:
          - id: letter_value
            type: u2
            doc: Two bytes.
          - id: colour
            type: colour
            doc: A type of the root.
      stamp:
        seq:
          - id: part
            type: part
            doc: The letter's part, from one scope further in.
          - id: seal
            type: seal
            doc: Its own type.
        types:
          seal:
            seq:
              - id: wax
                type: u1
                doc: The wax.
              - id: colour
                type: colour
                doc: The root's again.
  colour:
    seq:
      - id: red
        type: b4
        doc: Red.
      - id: green
        type: b4
        doc: Green.
