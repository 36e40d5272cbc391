meta:
  id: ipv6_fragment
  title: IPv6 fragment header
  xref:
    rfc: [8200]
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  -hs-namespace: TcpCodec
doc: The fragment header of IPv6, and the part of the packet behind it.
doc-ref: https://www.rfc-editor.org/rfc/rfc8200#section-4.5
seq:
  - id: next_header
    type: u1
    doc: What the fragmentable part of the original packet begins with.
    -hs-filter: ipv6.fraghdr.nxt
  - id: reserved
    type: u1
    doc: Sent as zero.
    -hs-reserved: true
    -hs-filter: ipv6.fraghdr.reserved_octet
  - id: fragment_offset
    type: b13
    doc: Where in the fragmentable part this belongs.
    -hs-unit: 8 bytes
    -hs-filter: ipv6.fraghdr.offset
  - id: reserved_bits
    type: b2
    doc: Sent as zero.
    -hs-reserved: true
    -hs-filter: ipv6.fraghdr.reserved_bits
  - id: more_fragments
    type: b1
    doc: This is not the packet's last fragment.
    -hs-filter: ipv6.fraghdr.more
  - id: identification
    type: u4
    doc: Tells the fragments of one packet from those of another.
    -hs-display: hex
    -hs-filter: ipv6.fraghdr.ident
  - id: payload
    size-eos: true
    doc: The fragment.
