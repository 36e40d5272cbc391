meta:
  id: ipv4
  title: IPv4 (Internet Protocol, version 4) packet
  xref:
    rfc: [791, 2474, 3168]
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  -hs-namespace: TcpCodec
doc: An IPv4 packet, header and payload.
doc-ref: https://www.rfc-editor.org/rfc/rfc791#section-3.1
seq:
  - id: version
    type: b4
    valid: 4
    doc: The version of IP, 4.
    -hs-filter: ip.version
  - id: header_length
    type: b4
    valid:
      min: 5
    doc: The length of the header.
    -hs-unit: 32-bit words
    -hs-filter: ip.hdr_len
  - id: dscp
    type: b6
    doc: The differentiated services code point.
    doc-ref: https://www.rfc-editor.org/rfc/rfc2474#section-3
    -hs-filter: ip.dsfield.dscp
  - id: ecn
    type: b2
    enum: ecn
    doc: Explicit congestion notification.
    doc-ref: https://www.rfc-editor.org/rfc/rfc3168#section-5
    -hs-filter: ip.dsfield.ecn
  - id: total_length
    type: u2
    doc: The length of header and payload.
    -hs-unit: bytes
    -hs-filter: ip.len
  - id: identification
    type: u2
    doc: Tells the fragments of one packet from those of another.
    -hs-display: hex
    -hs-filter: ip.id
  - id: reserved
    type: b1
    doc: Sent as zero.
    -hs-reserved: true
    -hs-filter: ip.flags.rb
  - id: dont_fragment
    type: b1
    doc: Routers must not cut the packet.
    -hs-filter: ip.flags.df
  - id: more_fragments
    type: b1
    doc: This is not the packet's last fragment.
    -hs-filter: ip.flags.mf
  - id: fragment_offset
    type: b13
    doc: Where in its packet the fragment belongs.
    -hs-unit: 8 bytes
    -hs-filter: ip.frag_offset
  - id: time_to_live
    type: u1
    doc: How many routers the packet may still pass.
    -hs-unit: hops
    -hs-filter: ip.ttl
  - id: protocol
    type: u1
    enum: protocol
    doc: What the payload is.
    -hs-filter: ip.proto
  - id: checksum
    type: u2
    doc: The Internet checksum of the header.
    -hs-checksum: internet(before(payload))
    -hs-display: hex
    -hs-filter: ip.checksum
  - id: src_addr
    size: 4
    doc: The source address.
    -hs-filter: ip.src
  - id: dst_addr
    size: 4
    doc: The destination address.
    -hs-filter: ip.dst
  - id: options
    size: header_length * 4 - 20
    doc: The options and their padding.
    -hs-fill: 0
  - id: payload
    size: total_length - header_length * 4
    doc: The data that the packet carries.
enums:
  ecn:
    0: { id: not_ect, doc: The sender does not take part. }
    1: { id: ect_1, doc: 'The sender takes part, ECT(1).' }
    2: { id: ect_0, doc: 'The sender takes part, ECT(0).' }
    3: { id: ce, doc: A router is congested. }
  protocol:
    1: { id: icmp, doc: ICMP. }
    6: { id: tcp, doc: TCP. }
    17: { id: udp, doc: UDP. }
