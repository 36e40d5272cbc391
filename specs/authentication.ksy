meta:
  id: authentication
  title: IP authentication header (AH)
  xref:
    rfc: [4302]
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  -hs-namespace: TcpCodec
doc: The IP authentication header, and what it protects.
doc-ref: https://www.rfc-editor.org/rfc/rfc4302#section-2
seq:
  - id: next_header
    type: u1
    doc: What follows the header.
    -hs-filter: ah.next_header
  - id: length
    type: u1
    valid:
      min: 1
    doc: The length of the header, less 2.
    -hs-unit: 32-bit words
    -hs-filter: ah.length
  - id: reserved
    type: u2
    doc: Sent as zero.
    -hs-reserved: true
  - id: spi
    type: u4
    doc: The security parameters index, which names the security association.
    -hs-display: hex
    -hs-filter: ah.spi
  - id: sequence_number
    type: u4
    doc: Counts the packets of the association.
    -hs-filter: ah.sequence
  - id: icv
    size: length * 4 - 4
    doc: The integrity check value.
    -hs-filter: ah.icv
  - id: payload
    size-eos: true
    doc: What the header protects.
