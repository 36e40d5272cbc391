meta:
  id: ipv6
  title: IPv6 (Internet Protocol, version 6) packet
  xref:
    rfc: [8200, 6437]
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  -hs-namespace: TcpCodec
doc: An IPv6 packet, fixed header and payload.
doc-ref: https://www.rfc-editor.org/rfc/rfc8200#section-3
seq:
  - id: version
    type: b4
    valid: 6
    doc: The version of IP, 6.
    -hs-filter: ipv6.version
  - id: dscp
    type: b6
    doc: The differentiated services code point.
    doc-ref: https://www.rfc-editor.org/rfc/rfc2474#section-3
    -hs-filter: ipv6.tclass.dscp
  - id: ecn
    type: b2
    enum: ecn
    doc: Explicit congestion notification.
    doc-ref: https://www.rfc-editor.org/rfc/rfc3168#section-5
    -hs-filter: ipv6.tclass.ecn
  - id: flow_label
    type: b20
    doc: Names the flow that the packet belongs to.
    doc-ref: https://www.rfc-editor.org/rfc/rfc6437
    -hs-display: hex
    -hs-filter: ipv6.flow
  - id: payload_length
    type: u2
    doc: The length of what follows the fixed header.
    -hs-unit: bytes
    -hs-filter: ipv6.plen
  - id: next_header
    type: u1
    enum: next_header
    doc: What follows the fixed header.
    -hs-filter: ipv6.nxt
  - id: hop_limit
    type: u1
    doc: How many routers the packet may still pass.
    -hs-unit: hops
    -hs-filter: ipv6.hlim
  - id: src_addr
    size: 16
    doc: The source address.
    -hs-filter: ipv6.src
  - id: dst_addr
    size: 16
    doc: The destination address.
    -hs-filter: ipv6.dst
  - id: payload
    size: payload_length
    doc: Extension headers, and the data that the packet carries.
enums:
  ecn:
    0: { id: not_ect, doc: The sender does not take part. }
    1: { id: ect_1, doc: 'The sender takes part, ECT(1).' }
    2: { id: ect_0, doc: 'The sender takes part, ECT(0).' }
    3: { id: ce, doc: A router is congested. }
  next_header:
    0: { id: hop_by_hop, doc: Hop-by-hop options. }
    6: { id: tcp, doc: TCP. }
    17: { id: udp, doc: UDP. }
    43: { id: routing, doc: A routing header. }
    44: { id: fragment, doc: A fragment header. }
    58: { id: icmpv6, doc: ICMPv6. }
    59: { id: none, doc: Nothing follows. }
    60: { id: destination_options, doc: Destination options. }
