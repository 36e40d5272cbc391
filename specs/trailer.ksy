meta:
  id: trailer
  title: The trailer that carries an annotation behind a captured frame
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  -hs-namespace: TcpCodec
doc: |
  What the engine thought of a packet, behind the packet's own bytes: a small header, then a serialized
  `tcpengine.v1.Annotation`. A reader skips leading zero bytes, which are the frame's padding.
seq:
  - id: magic
    contents: TCPE
    doc: Marks the trailer.
    -hs-filter: tcpengine.magic
  - id: version
    type: u1
    valid: 1
    doc: The version of this format.
    -hs-filter: tcpengine.version
  - id: header_length
    type: u1
    valid: 8
    doc: The length of this header.
    -hs-unit: bytes
  - id: body_length
    type: u2
    doc: The length of the annotation.
    -hs-unit: bytes
  - id: body
    size: body_length
    doc: The annotation, as protobuf writes it.
