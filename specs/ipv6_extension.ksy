meta:
  id: ipv6_extension
  title: IPv6 extension header in the common format
  xref:
    rfc: [8200, 6564]
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  -hs-namespace: TcpCodec
doc: An extension header of IPv6 in the common format - hop-by-hop options, routing, destination options - and what is behind it.
doc-ref: https://www.rfc-editor.org/rfc/rfc6564#section-4
seq:
  - id: next_header
    type: u1
    doc: What follows the extension header.
  - id: length
    type: u1
    doc: The length of the extension header beyond its first 8 bytes.
    -hs-unit: 8 bytes
  - id: rest
    size-eos: true
    doc: What is special to the header, 6 bytes and `length` times 8 more, and then what follows it.
