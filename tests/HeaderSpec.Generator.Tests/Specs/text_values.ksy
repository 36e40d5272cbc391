meta:
  id: text_values
  title: Texts and what follows from them
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  encoding: ASCII
doc: Expressions of strings and truth values.
seq:
  - id: number
    type: str
    size: 3
    valid:
      any-of: ['"100"', '"200"', '"042"', '"-17"']
    doc: A number in digits.
  - id: word
    type: strz
    doc: A word.
  - id: digit
    type: strz
    doc: Perhaps a digit.
  - id: lit
    type: b1
    doc: The lamp is lit.
  - id: dim
    type: b1
    doc: The lamp is dimmed.
  - id: nested
    type: nested
    doc: A type with strings.
instances:
  code:
    value: number.to_i
    doc: The number.
  next_code:
    value: number.to_i + 1
    doc: The number that follows.
  length:
    value: word.length
    doc: The length of the word.
  is_ok:
    value: number == "200" and word == "OK"
    doc: All is well.
  differs:
    value: number != nested.word
    doc: The words differ.
  less:
    value: word < nested.word
    doc: The word stands before the other one.
  at_least:
    value: word >= "M"
    doc: M or later.
  label:
    value: 'lit ? "on" : (dim ? "off" : "none")'
    doc: A text that depends on flags.
  only_one:
    value: lit != dim
    doc: Exactly one flag is set.
  neither:
    value: not lit and not dim
    doc: No flag is set.
  always:
    value: 'true'
    doc: A constant.
  flags:
    value: lit.to_i * 2 + dim.to_i
    doc: Both flags as a number.
  digit_value:
    value: digit.to_i
    if: digit == "7" or digit == "31"
    doc: The digit's value.
  same_word:
    value: word
    doc: The word again.
types:
  nested:
    seq:
      - id: word
        type: str
        size: 3
        doc: A word of three letters.
