meta:
  id: icmpv4
  title: ICMP (Internet Control Message Protocol, for IPv4) message
  xref:
    rfc: [792, 1122, 1191, 4884, 6633]
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  -hs-namespace: TcpCodec
doc: An ICMP message, header and body.
doc-ref: https://www.rfc-editor.org/rfc/rfc792
seq:
  - id: type
    type: u1
    enum: type
    doc: What kind of message it is.
    -hs-filter: icmp.type
  - id: code
    type: u1
    doc: Tells messages of a type apart.
    -hs-filter: icmp.code
  - id: checksum
    type: u2
    doc: The Internet checksum of the whole message.
    -hs-checksum: internet(_)
    -hs-display: hex
    -hs-filter: icmp.checksum
  - id: rest_of_header
    type: u4
    doc: |
      What the type says: identifier and sequence number of an echo, the next hop's MTU in the lower half of "fragmentation needed" (RFC 1191), the pointer in the highest
      byte of a parameter problem, a redirect's gateway.
    -hs-display: hex
  - id: body
    size-eos: true
    doc: An echo's data, or the IP header and the beginning of the data of the packet that an error is about.
enums:
  type:
    0: { id: echo_reply, doc: Echo reply. }
    3: { id: destination_unreachable, doc: Destination unreachable. }
    4: { id: source_quench, doc: Source quench (deprecated by RFC 6633). }
    5: { id: redirect, doc: Redirect. }
    8: { id: echo, doc: Echo. }
    9: { id: router_advertisement, doc: Router advertisement (RFC 1256). }
    10: { id: router_solicitation, doc: Router solicitation (RFC 1256). }
    11: { id: time_exceeded, doc: Time exceeded. }
    12: { id: parameter_problem, doc: Parameter problem. }
    13: { id: timestamp, doc: Timestamp. }
    14: { id: timestamp_reply, doc: Timestamp reply. }
    42: { id: extended_echo_request, doc: Extended echo request (RFC 8335). }
    43: { id: extended_echo_reply, doc: Extended echo reply (RFC 8335). }
