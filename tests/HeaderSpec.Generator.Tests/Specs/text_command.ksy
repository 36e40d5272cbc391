meta:
  id: text_command
  title: Command in words
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  encoding: ASCII
doc: A switch on a string.
seq:
  - id: verb
    type: str
    size: 4
    pad-right: 0x20
    doc: The verb, filled up with spaces.
  - id: argument
    type:
      switch-on: verb
      cases:
        '"GET"': get
        '"PUT"': put
        '"QUIT"': quit
        _: unknown
    doc: What the verb needs.
  - id: option
    type: strz
    doc: An option.
  - id: setting
    type:
      switch-on: option
      cases:
        '"ttl"': u1
        '"mtu"': u2
    doc: The setting of the option; none of others.
types:
  get:
    seq:
      - id: path
        type: strz
        doc: The path.
  put:
    seq:
      - id: size
        type: u1
        doc: The length.
      - id: data
        size: size
        doc: The data.
  quit:
    seq:
      - id: code
        type: u1
        doc: Why.
  unknown:
    seq:
      - id: word
        type: u2
        doc: A word of an unknown verb.
instances:
  is_get:
    value: verb == "GET"
    doc: The verb is GET.
  early:
    value: verb < "M"
    doc: The verb stands before M in the dictionary.
