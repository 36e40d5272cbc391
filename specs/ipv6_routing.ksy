meta:
  id: ipv6_routing
  title: IPv6 routing header
  xref:
    rfc: [8200, 5095]
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  -hs-namespace: TcpCodec
doc: The routing header of IPv6, and what is behind it.
doc-ref: https://www.rfc-editor.org/rfc/rfc8200#section-4.4
seq:
  - id: next_header
    type: u1
    doc: What follows the header.
    -hs-filter: ipv6.routing.nxt
  - id: length
    type: u1
    doc: The length of the header beyond its first 8 bytes.
    -hs-unit: 8 bytes
    -hs-filter: ipv6.routing.len
  - id: type
    type: u1
    enum: routing_type
    doc: The variant of the header.
    -hs-filter: ipv6.routing.type
  - id: segments_left
    type: u1
    doc: How many of the nodes named are still to be visited.
    -hs-filter: ipv6.routing.segleft
  - id: data
    size: length * 8 + 4
    doc: What is special to the type.
  - id: payload
    size-eos: true
    doc: The rest of the packet.
enums:
  routing_type:
    0: { id: source_route, doc: Source route (deprecated by RFC 5095). }
    2: { id: home_address, doc: Mobile IPv6 (RFC 6275). }
    3: { id: rpl, doc: RPL source route (RFC 6554). }
    4: { id: segment_routing, doc: Segment routing (RFC 8754). }
