meta:
  id: icmpv6
  title: ICMPv6 (Internet Control Message Protocol for IPv6) message
  xref:
    rfc: [4443, 8201]
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  -hs-namespace: TcpCodec
doc: An ICMPv6 message; an error quotes the packet that it is about.
doc-ref: https://www.rfc-editor.org/rfc/rfc4443#section-2.1
seq:
  - id: kind
    type: u1
    enum: kind
    doc: The message's type.
    -hs-filter: icmpv6.type
  - id: code
    type: u1
    doc: The type's subdivision.
    -hs-filter: icmpv6.code
  - id: checksum
    type: u2
    doc: The Internet checksum of the pseudo-header and the message.
    -hs-checksum: internet(pseudo_header, _)
    -hs-display: hex
    -hs-filter: icmpv6.checksum
  - id: mtu
    type: u4
    doc: The largest packet that the next link takes, in a 'packet too big' message.
    doc-ref: https://www.rfc-editor.org/rfc/rfc4443#section-3.2
    -hs-unit: bytes
    -hs-filter: icmpv6.mtu
  - id: payload
    size-eos: true
    doc: In an error, the beginning of the packet that it is about.
types:
  pseudo_header:
    doc: What the checksum covers of the IPv6 header.
    doc-ref: https://www.rfc-editor.org/rfc/rfc8200#section-8.1
    seq:
      - id: src_addr
        size: 16
        doc: The source address.
      - id: dst_addr
        size: 16
        doc: The destination address.
      - id: zero
        contents: [0]
      - id: next_header
        contents: [58]
      - id: length
        type: u2
        -hs-write: _.size
enums:
  kind:
    1: { id: destination_unreachable, doc: Destination unreachable. }
    2: { id: packet_too_big, doc: Packet too big. }
    3: { id: time_exceeded, doc: Time exceeded. }
    4: { id: parameter_problem, doc: Parameter problem. }
    128: { id: echo_request, doc: Echo request. }
    129: { id: echo_reply, doc: Echo reply. }
