meta:
  id: option_list
  title: Options of a configuration protocol
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  encoding: ASCII
doc: A fixed part and options, each with its type and length.
seq:
  - id: operation
    type: u1
    enum: operation
    valid:
      any-of: ['operation::request', 'operation::reply']
    doc: Request or reply.
  - id: transaction
    type: u4
    doc: The number of the transaction.
  - id: magic
    contents: [0x63, 0x82]
    doc: Options follow.
  - id: options
    type: option
    repeat: until
    repeat-until: _.code == code::end
    doc: The options.
  - id: padding
    size-eos: true
    doc: What follows the last option.
types:
  option:
    seq:
      - id: code
        type: u1
        enum: code
        doc: What it is.
      - id: length
        type: u1
        if: has_body
        doc: The length of the body.
      - id: body
        size: length
        if: has_body
        type:
          switch-on: code
          cases:
            'code::router': addresses
            'code::host_name': text
            'code::lease_time': duration
        doc: The body.
    instances:
      has_body:
        value: code != code::pad and code != code::end
        doc: Pads and the end are one byte.
  addresses:
    seq:
      - id: address
        size: 4
        repeat: eos
        doc: The addresses.
    instances:
      count:
        value: address.size
        doc: How many.
  text:
    seq:
      - id: text
        type: str
        size-eos: true
        doc: The text.
  duration:
    seq:
      - id: seconds
        type: u4
        doc: The duration, in seconds.
    instances:
      is_forever:
        value: seconds == 0xffffffff
        doc: It does not end.
enums:
  operation:
    1: { id: request, doc: To the server. }
    2: { id: reply, doc: From the server. }
  code:
    0: { id: pad, doc: A filler. }
    3: { id: router, doc: Routers. }
    12: { id: host_name, doc: The name of the host. }
    51: { id: lease_time, doc: How long the address may be kept. }
    255: { id: end, doc: The end. }
instances:
  first_code:
    value: options.first.code
    doc: The first option's code.
  option_count:
    value: options.size
    doc: How many options there are.
