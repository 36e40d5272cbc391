meta:
  id: ipv6_hop_by_hop
  title: IPv6 hop-by-hop options header
  xref:
    rfc: [8200]
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  -hs-namespace: TcpCodec
doc: The options of IPv6 that are for every node on the way, and what is behind them.
doc-ref: https://www.rfc-editor.org/rfc/rfc8200#section-4.3
seq:
  - id: next_header
    type: u1
    doc: What follows the header.
    -hs-filter: ipv6.hopopts.nxt
  - id: length
    type: u1
    doc: The length of the header beyond its first 8 bytes.
    -hs-unit: 8 bytes
    -hs-filter: ipv6.hopopts.len
  - id: options
    type: option_list
    size: length * 8 + 6
    doc: The options and their padding.
  - id: payload
    size-eos: true
    doc: The rest of the packet.
types:
  option_list:
    doc: Options to the end of the header.
    doc-ref: https://www.rfc-editor.org/rfc/rfc8200#section-4.2
    seq:
      - id: items
        type: option
        repeat: eos
  option:
    doc: One option, a lone Pad1 byte or a type, a length and data.
    seq:
      - id: type
        type: u1
        enum: option_type
        doc: What the option is; its three highest bits say what those do who do not know it, and whether it changes on the way.
        -hs-display: hex
        -hs-filter: ipv6.opt.type
      - id: len
        type: u1
        if: type != option_type::pad1
        doc: The length of the data.
        -hs-unit: bytes
        -hs-filter: ipv6.opt.length
      - id: data
        size: len
        if: type != option_type::pad1
        type:
          switch-on: type
          -hs-mismatch: opaque
          cases:
            'option_type::jumbo_payload': jumbo_payload
            'option_type::tunnel_encapsulation_limit': tunnel_encapsulation_limit
            'option_type::router_alert': router_alert
  jumbo_payload:
    doc-ref: https://www.rfc-editor.org/rfc/rfc2675#section-2
    seq:
      - id: jumbo_length
        type: u4
        doc: The length of the packet without its IPv6 header.
        -hs-unit: bytes
        -hs-filter: ipv6.opt.jumbo
  tunnel_encapsulation_limit:
    doc-ref: https://www.rfc-editor.org/rfc/rfc2473#section-4.1.1
    seq:
      - id: limit
        type: u1
        doc: How many tunnels the packet may still enter.
        -hs-filter: ipv6.opt.tel
  router_alert:
    doc-ref: https://www.rfc-editor.org/rfc/rfc2711#section-2.1
    seq:
      - id: value
        type: u2
        doc: Why routers should look at the packet.
        -hs-filter: ipv6.opt.router_alert
enums:
  option_type:
    0x00: { id: pad1, doc: One byte of padding. }
    0x01: { id: pad_n, doc: Two bytes of padding and more. }
    0x04: { id: tunnel_encapsulation_limit, doc: Tunnel encapsulation limit (RFC 2473). }
    0x05: { id: router_alert, doc: Router alert (RFC 2711). }
    0x07: { id: calipso, doc: Common architecture label (RFC 5570). }
    0x26: { id: quick_start, doc: Quick-Start (RFC 4782). }
    0x63: { id: rpl, doc: RPL information (RFC 6553). }
    0xc2: { id: jumbo_payload, doc: Jumbo payload (RFC 2675). }
    0xc9: { id: home_address, doc: Home address (RFC 6275). }
