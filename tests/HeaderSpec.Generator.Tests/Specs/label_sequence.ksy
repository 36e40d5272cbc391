meta:
  id: label_sequence
  title: Names made of labels
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
doc: Lists in lists, and repeated strings.
seq:
  - id: name_count
    type: u1
    doc: How many names follow.
  - id: names
    type: name
    repeat: expr
    repeat-expr: name_count
    doc: The names.
  - id: words
    type: strz
    encoding: ASCII
    repeat: until
    repeat-until: _ == "" or _ == "end"
    doc: Words up to an empty one.
  - id: chunks
    size: _index % 2 + 1
    repeat: expr
    repeat-expr: 3
    doc: Byte strings of one and of two bytes in turn.
  - id: comments
    type: str
    size: 3
    encoding: ASCII
    repeat: eos
    doc: Strings of three bytes up to the end.
types:
  name:
    seq:
      - id: labels
        type: label
        repeat: until
        repeat-until: _.length == 0
        doc: Labels up to an empty one.
    instances:
      depth:
        value: labels.size - 1
        doc: How many labels it has.
  label:
    seq:
      - id: length
        type: u1
        doc: The length of the label.
      - id: text
        type: str
        size: length
        encoding: ASCII
        doc: The label.
instances:
  word_count:
    value: words.size
    doc: How many words there are, with the empty one.
  first_word:
    value: words.first
    doc: The first.
