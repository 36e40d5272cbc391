meta:
  id: ignored_keys
  title: Message described with keys of other tools
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  xref:
    rfc: 768
    wikidata: Q11163
  -vendor-status: draft
doc: |
  Keys that begin with a hyphen are for other tools, and change nothing.
doc-ref:
  - https://example.org/first
  - https://example.org/second, with a remark
-webide-representation: '{source}:{destination}'
seq:
  - id: source
    -orig-id: uh_sport
    type: u2
    doc: Whence.
    -webide-parse-mode: eager
  - id: destination
    -orig-id: uh_dport
    type: u2
    doc: Whither.
    doc-ref: https://example.org/third
  - id: payload
    type: payload
    -affected-by: 42
    doc: What is carried.
types:
  payload:
    -webide-representation: 'payload'
    seq:
      - id: kind
        type: u1
        enum: kind
        doc: The kind.
      - size: 1
        doc: A field without a name.
      - id: body
        size-eos: true
        doc: The body.
enums:
  kind:
    1:
      id: text
      doc: Text.
      -orig-id: KIND_TEXT
    2:
      id: data
      doc-ref: https://example.org/fourth
