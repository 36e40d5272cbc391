meta:
  id: greeting
  title: Greeting of a server
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  encoding: ASCII
doc: Strings by length, padded, and up to the end.
seq:
  - id: name_length
    type: u1
    doc: The length of the name.
  - id: name
    type: str
    size: name_length
    doc: The name, in the default encoding.
  - id: city
    type: str
    size: 6
    encoding: UTF-8
    pad-right: 0x20
    doc: The city, filled up with spaces.
  - id: code
    type: str
    size: 4
    terminator: 0x2e
    pad-right: 0
    doc: The code, up to a full stop, filled up with zeros.
  - id: wide_length
    type: u1
    doc: The length of the wide string, in code units.
  - id: wide
    type: str
    size: wide_length * 2
    encoding: UTF-16LE
    doc: A wide string.
  - id: motd
    type: str
    size-eos: true
    encoding: UTF-8
    doc: The message of the day.
instances:
  anonymous:
    value: name == ""
    doc: The server has no name.
  letters:
    value: name.length
    doc: The length of the name in characters.
