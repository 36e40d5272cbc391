meta:
  id: ipv4
  title: IPv4 (Internet Protocol, version 4) packet
  xref:
    rfc: [791, 1063, 1108, 1393, 2113, 2474, 3168, 4782, 6814]
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
    type: option_list
    size: header_length * 4 - 20
    doc: The options and the padding that fills the last 32-bit word.
  - id: payload
    size: total_length - header_length * 4
    doc: The data that the packet carries.
types:
  option_list:
    doc: Options up to the end-of-list option, or to the end of the header.
    doc-ref: https://www.rfc-editor.org/rfc/rfc791#section-3.1
    seq:
      - id: items
        type: option
        repeat: until
        repeat-until: _.type == option_type::end_of_list or _io.eof
        if: not _io.eof
      - id: padding
        size-eos: true
        doc: What follows the end-of-list option.
        -hs-fill: 0
  option:
    doc: |
      One option, a lone type byte or a type, a length and a body. The type's highest bit says that the option is copied into all fragments; two bits of class and five of
      number follow.
    seq:
      - id: type
        type: u1
        enum: option_type
        -hs-filter: ip.opt.type
      - id: len
        type: u1
        if: type != option_type::end_of_list and type != option_type::no_operation
        valid:
          min: 2
        doc: The length of the whole option, type and length bytes included.
        -hs-unit: bytes
        -hs-filter: ip.opt.len
      - id: body
        size: len - 2
        if: type != option_type::end_of_list and type != option_type::no_operation
        type:
          switch-on: type
          -hs-mismatch: opaque
          cases:
            'option_type::record_route': route
            'option_type::mtu_probe': mtu
            'option_type::mtu_reply': mtu
            'option_type::quick_start': quick_start
            'option_type::timestamp': timestamp
            'option_type::traceroute': traceroute
            'option_type::security': security
            'option_type::loose_source_route': route
            'option_type::extended_security': extended_security
            'option_type::commercial_security': commercial_security
            'option_type::stream_id': stream_id
            'option_type::strict_source_route': route
            'option_type::router_alert': router_alert
  route:
    doc: The addresses that the packet has passed, or is to pass.
    doc-ref: https://www.rfc-editor.org/rfc/rfc791#section-3.1
    seq:
      - id: pointer
        type: u1
        doc: Where the next address is, counted from the option's first byte as 1; 4 for the first one, more than the option's length where there is none left.
        -hs-unit: bytes
        -hs-filter: ip.opt.ptr
      - id: addresses
        size-eos: true
        doc: The addresses, of 4 bytes each.
  mtu:
    doc: The least MTU of the way so far, or what was found; obsolete.
    doc-ref: https://www.rfc-editor.org/rfc/rfc1063
    seq:
      - id: value
        type: u2
        doc: The MTU.
        -hs-unit: bytes
        -hs-filter: ip.opt.mtu
  quick_start:
    doc: The rate that a connection asks the routers of its way for.
    doc-ref: https://www.rfc-editor.org/rfc/rfc4782#section-3.1
    seq:
      - id: function
        type: b4
        doc: 0 for a request, 8 for a report of what was approved.
        -hs-filter: ip.opt.qs_func
      - id: rate
        type: b4
        doc: The rate, 40 kbit/s times 2 to its power; 0 for none.
        -hs-filter: ip.opt.qs_rate
      - id: ttl
        type: u1
        doc: In a request a TTL of its own, which each router that takes part decrements.
      - id: nonce
        type: b30
        doc: What shows that no router has raised the rate.
        -hs-filter: ip.opt.qs_nonce
      - id: reserved
        type: b2
        -hs-reserved: true
        -hs-filter: ip.opt.qs_reserved
  timestamp:
    doc: When the packet passed which routers.
    doc-ref: https://www.rfc-editor.org/rfc/rfc791#section-3.1
    seq:
      - id: pointer
        type: u1
        doc: Where the next entry goes, counted from the option's first byte as 1; 5 for the first one.
        -hs-unit: bytes
        -hs-filter: ip.opt.ptr
      - id: overflow
        type: b4
        doc: How many routers found no room.
        -hs-filter: ip.opt.overflow
      - id: flag
        type: b4
        doc: 0 for timestamps only, 1 for addresses too, 3 where the addresses are given beforehand.
        -hs-filter: ip.opt.flag
      - id: entries
        size-eos: true
        doc: The entries, milliseconds since midnight UT of 4 bytes each, behind an address of 4 bytes where there are addresses.
  traceroute:
    doc: Asks each router of the way for an ICMP message; obsolete.
    doc-ref: https://www.rfc-editor.org/rfc/rfc1393#section-2.2
    seq:
      - id: id_number
        type: u2
        doc: Tells the answers to one packet from those to another.
        -hs-filter: ip.opt.id_number
      - id: outbound_hop_count
        type: u2
        doc: How many routers the packet has passed.
        -hs-unit: hops
        -hs-filter: ip.opt.ohc
      - id: return_hop_count
        type: u2
        doc: How many routers its answer has passed.
        -hs-unit: hops
        -hs-filter: ip.opt.rhc
      - id: originator
        size: 4
        doc: The address of who asks.
        -hs-filter: ip.opt.originator
  security:
    doc: The basic security option. What RFC 791 had under this number is 9 bytes long, which begin otherwise.
    doc-ref: https://www.rfc-editor.org/rfc/rfc1108#section-2
    seq:
      - id: level
        type: u1
        doc: The classification level.
        -hs-display: hex
        -hs-filter: ip.opt.sec_cl
      - id: authority_flags
        size-eos: true
        doc: The protection authorities.
  extended_security:
    doc: Further security labels.
    doc-ref: https://www.rfc-editor.org/rfc/rfc1108#section-3
    seq:
      - id: format_code
        type: u1
        doc: What the information means.
        -hs-filter: ip.opt.ext_sec_add_sec_info_format_code
      - id: information
        size-eos: true
        doc: The information.
        -hs-filter: ip.opt.ext_sec_add_sec_info
  commercial_security:
    doc: CIPSO, which is widely used and was never an RFC.
    doc-ref: https://datatracker.ietf.org/doc/html/draft-ietf-cipso-ipsecurity-01
    seq:
      - id: domain
        type: u4
        doc: The domain of interpretation.
      - id: tags
        size-eos: true
        doc: The labels.
  stream_id:
    doc: A stream of SATNET; obsolete.
    doc-ref: https://www.rfc-editor.org/rfc/rfc791#section-3.1
    seq:
      - id: value
        type: u2
        doc: The stream.
        -hs-filter: ip.opt.sid
  router_alert:
    doc: Asks every router of the way to look at the packet.
    doc-ref: https://www.rfc-editor.org/rfc/rfc2113#section-2.1
    seq:
      - id: value
        type: u2
        doc: 0 for 'look at it'.
        -hs-filter: ip.opt.ra
enums:
  option_type:
    0: { id: end_of_list, doc: End of option list. }
    1: { id: no_operation, doc: No operation. }
    7: { id: record_route, doc: Record route. }
    10: { id: experimental_measurement, doc: Experimental measurement. }
    11: { id: mtu_probe, doc: MTU probe. }
    12: { id: mtu_reply, doc: MTU reply. }
    15: { id: encode, doc: ENCODE. }
    25: { id: quick_start, doc: Quick-Start. }
    30: { id: experiment_1, doc: RFC 3692-style experiment. }
    68: { id: timestamp, doc: Timestamp. }
    82: { id: traceroute, doc: Traceroute. }
    94: { id: experiment_2, doc: RFC 3692-style experiment. }
    130: { id: security, doc: Security. }
    131: { id: loose_source_route, doc: Loose source route. }
    133: { id: extended_security, doc: Extended security. }
    134: { id: commercial_security, doc: Commercial security. }
    136: { id: stream_id, doc: Stream identifier. }
    137: { id: strict_source_route, doc: Strict source route. }
    142: { id: experimental_access_control, doc: Experimental access control. }
    144: { id: imi_traffic_descriptor, doc: IMI traffic descriptor. }
    145: { id: extended_internet_protocol, doc: Extended Internet protocol. }
    147: { id: address_extension, doc: Address extension. }
    148: { id: router_alert, doc: Router alert. }
    149: { id: selective_directed_broadcast, doc: Selective directed broadcast. }
    151: { id: dynamic_packet_state, doc: Dynamic packet state. }
    152: { id: upstream_multicast_packet, doc: Upstream multicast packet. }
    158: { id: experiment_3, doc: RFC 3692-style experiment. }
    205: { id: experimental_flow_control, doc: Experimental flow control. }
    222: { id: experiment_4, doc: RFC 3692-style experiment. }
  ecn:
    0: { id: not_ect, doc: The sender does not take part. }
    1: { id: ect_1, doc: 'The sender takes part, ECT(1).' }
    2: { id: ect_0, doc: 'The sender takes part, ECT(0).' }
    3: { id: ce, doc: A router is congested. }
  protocol:
    1: { id: icmp, doc: ICMP. }
    6: { id: tcp, doc: TCP. }
    17: { id: udp, doc: UDP. }
