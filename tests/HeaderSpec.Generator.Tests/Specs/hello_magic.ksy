meta:
  id: hello_magic
  title: First message of a link
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
doc: Bytes that must be as they are.
seq:
  - id: magic
    contents: HELO
    doc: A string.
  - id: marks
    contents: [0x0d, 0x0a, 26]
    doc: A list of bytes.
  - id: version
    type: u1
    doc: The version.
  - id: mixed
    contents: [v, 0x31, '.0', 0]
    doc: Strings and bytes.
  - id: extension
    type: extension
    if: version > 1
    doc: Only in later versions.
types:
  extension:
    seq:
      - id: tag
        contents: [0xee]
        doc: A single byte.
      - id: value
        type: u2
        doc: The value.
