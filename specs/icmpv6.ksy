meta:
  id: icmpv6
  title: ICMPv6 (Internet Control Message Protocol for IPv6) message
  xref:
    rfc: [4443, 4861]
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  -hs-namespace: TcpCodec
doc: An ICMPv6 message, header and body.
doc-ref: https://www.rfc-editor.org/rfc/rfc4443#section-2.1
seq:
  - id: type
    type: u1
    enum: type
    doc: What kind of message it is; below 128 an error.
    -hs-filter: icmpv6.type
  - id: code
    type: u1
    doc: Tells messages of a type apart.
    -hs-filter: icmpv6.code
  - id: checksum
    type: u2
    doc: The Internet checksum of the pseudo-header and the whole message.
    -hs-checksum: internet(pseudo_header, _)
    -hs-display: hex
    -hs-filter: icmpv6.checksum
  - id: rest_of_header
    type: u4
    doc: What the type says - identifier and sequence number of an echo, the MTU of "packet too big", the pointer of a parameter problem.
    -hs-display: hex
  - id: body
    size-eos: true
    doc: An echo's data, or as much of the packet that an error is about as fits into the smallest MTU.
types:
  pseudo_header:
    doc: What the checksum covers of the IPv6 header. The sum is the same with fields as narrow as IPv4's.
    doc-ref: https://www.rfc-editor.org/rfc/rfc8200#section-8.1
    seq:
      - id: src_addr
        size: 16
        doc: The source address, 16 bytes in network order.
      - id: dst_addr
        size: 16
        doc: The destination address, 16 bytes in network order.
      - id: zero
        contents: [0]
      - id: next_header
        contents: [58]
      - id: length
        type: u2
        -hs-write: _.size
enums:
  type:
    1: { id: destination_unreachable, doc: Destination unreachable. }
    2: { id: packet_too_big, doc: Packet too big. }
    3: { id: time_exceeded, doc: Time exceeded. }
    4: { id: parameter_problem, doc: Parameter problem. }
    128: { id: echo_request, doc: Echo request. }
    129: { id: echo_reply, doc: Echo reply. }
    130: { id: multicast_listener_query, doc: Multicast listener query (RFC 2710). }
    131: { id: multicast_listener_report, doc: Multicast listener report (RFC 2710). }
    132: { id: multicast_listener_done, doc: Multicast listener done (RFC 2710). }
    133: { id: router_solicitation, doc: Router solicitation (RFC 4861). }
    134: { id: router_advertisement, doc: Router advertisement (RFC 4861). }
    135: { id: neighbor_solicitation, doc: Neighbour solicitation (RFC 4861). }
    136: { id: neighbor_advertisement, doc: Neighbour advertisement (RFC 4861). }
    137: { id: redirect, doc: Redirect (RFC 4861). }
    143: { id: multicast_listener_report_v2, doc: 'Multicast listener report, version 2 (RFC 9777).' }
