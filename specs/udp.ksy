meta:
  id: udp
  title: UDP (User Datagram Protocol) datagram
  xref:
    rfc: [768, 8200]
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  -hs-namespace: TcpCodec
doc: A UDP datagram, header and data.
doc-ref: https://www.rfc-editor.org/rfc/rfc768
seq:
  - id: src_port
    type: u2
    doc: The source port number; zero if there is no answer to be had.
    -hs-filter: udp.srcport
  - id: dst_port
    type: u2
    doc: The destination port number.
    -hs-filter: udp.dstport
  - id: length
    type: u2
    doc: The length of header and data.
    -hs-unit: bytes
    -hs-filter: udp.length
  - id: checksum
    type: u2
    doc: |
      The Internet checksum of the pseudo-header, the header and the data. Zero says that the sender made none, which IPv4 allows; one that comes out as zero is sent as 0xffff.
    -hs-checksum: internet(pseudo_header, _)
    -hs-display: hex
    -hs-filter: udp.checksum
  - id: payload
    size: length - 8
    doc: The data.
    -hs-filter: udp.payload
types:
  pseudo_header:
    doc: |
      What the checksum covers of the IPv4 header. With addresses of 16 bytes the sum is that of IPv6's pseudo-header.
    doc-ref: https://www.rfc-editor.org/rfc/rfc768
    seq:
      - id: src_addr
        size: 4
        doc: The source address, 4 or 16 bytes in network order.
      - id: dst_addr
        size: 4
        doc: The destination address, 4 or 16 bytes in network order.
      - id: zero
        contents: [0]
      - id: protocol
        contents: [17]
      - id: length
        type: u2
        -hs-write: _.size
