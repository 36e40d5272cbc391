meta:
  id: icmp
  title: ICMP (Internet Control Message Protocol) message
  xref:
    rfc: [792, 1191]
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  -hs-namespace: TcpCodec
doc: An ICMP message; an error quotes the packet that it is about.
doc-ref: https://www.rfc-editor.org/rfc/rfc792
seq:
  - id: kind
    type: u1
    enum: kind
    doc: The message's type.
    -hs-filter: icmp.type
  - id: code
    type: u1
    doc: The type's subdivision.
    -hs-filter: icmp.code
  - id: checksum
    type: u2
    doc: The Internet checksum of the message.
    -hs-checksum: internet(_)
    -hs-display: hex
    -hs-filter: icmp.checksum
  - id: unused
    type: u2
    doc: The first half of the second word, which errors do not use.
  - id: next_hop_mtu
    type: u2
    doc: The largest packet that the next link takes, in a 'fragmentation needed' message.
    doc-ref: https://www.rfc-editor.org/rfc/rfc1191#section-4
    -hs-unit: bytes
    -hs-filter: icmp.mtu
  - id: payload
    size-eos: true
    doc: In an error, the beginning of the packet that it is about.
enums:
  kind:
    0: { id: echo_reply, doc: Echo reply. }
    3: { id: destination_unreachable, doc: Destination unreachable. }
    4: { id: source_quench, doc: Source quench. }
    8: { id: echo, doc: Echo. }
    11: { id: time_exceeded, doc: Time exceeded. }
    12: { id: parameter_problem, doc: Parameter problem. }
