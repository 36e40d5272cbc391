meta:
  id: snap
  title: SNAP header (IEEE 802)
  xref:
    rfc: [1042]
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  -hs-namespace: TcpCodec
doc: A subnetwork access protocol header, behind an LLC header; it says what the payload is.
doc-ref: https://www.rfc-editor.org/rfc/rfc1042
seq:
  - id: oui
    size: 3
    doc: Who assigned the protocol id; zero for an EtherType.
    -hs-filter: llc.oui
  - id: protocol_id
    type: u2
    doc: What the payload is, by the organization's numbers.
    -hs-display: hex
    -hs-filter: llc.type
  - id: payload
    size-eos: true
    doc: What the frame carries.
