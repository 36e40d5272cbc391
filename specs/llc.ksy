meta:
  id: llc
  title: LLC (IEEE 802.2) header
  xref:
    rfc: [1042]
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  -hs-namespace: TcpCodec
doc: A logical link control header, from behind the length of an IEEE 802.3 frame. Where both access points are 0xaa, a SNAP header follows.
doc-ref: https://www.rfc-editor.org/rfc/rfc1042
seq:
  - id: dsap
    type: u1
    doc: The destination's service access point.
    -hs-display: hex
    -hs-filter: llc.dsap
  - id: ssap
    type: u1
    doc: The source's service access point.
    -hs-display: hex
    -hs-filter: llc.ssap
  - id: control
    type: u1
    doc: The control field, or its first byte; the second one, of numbered frames, is the payload's first. 3 is unnumbered information.
    -hs-display: hex
    -hs-filter: llc.control
  - id: payload
    size-eos: true
    doc: What the frame carries.
