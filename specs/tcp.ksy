meta:
  id: tcp
  title: TCP (Transmission Control Protocol) segment
  xref:
    rfc: [9293, 7323, 2018, 1072, 1146, 1644, 1693, 2385, 4782, 5482, 5925, 6994, 7413, 8547, 8684, 9768]
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  imports:
    - mptcp
  -hs-namespace: TcpCodec
doc: A TCP segment, header and payload.
doc-ref: https://www.rfc-editor.org/rfc/rfc9293#section-3.1
seq:
  - id: src_port
    type: u2
    doc: The source port number.
    -hs-filter: tcp.srcport
  - id: dst_port
    type: u2
    doc: The destination port number.
    -hs-filter: tcp.dstport
  - id: seq_num
    type: u4
    doc: The sequence number of the first payload byte; of the SYN itself when `syn` is set.
    -hs-filter: tcp.seq_raw
  - id: ack_num
    type: u4
    doc: The next sequence number that the sender expects, when `ack` is set.
    -hs-filter: tcp.ack_raw
  - id: data_offset
    type: b4
    valid:
      min: 5
    doc: The length of the header, in 32-bit words.
    -hs-filter: tcp.hdr_len
  - id: reserved
    type: b3
    doc: Sent as zero, ignored when received.
    -hs-reserved: true
    -hs-filter: tcp.flags.res
  - id: ae
    type: b1
    -hs-flags: flags
    -hs-number: ace
    doc: Accurate ECN.
    doc-ref: https://www.rfc-editor.org/rfc/rfc9768
    -hs-filter: tcp.flags.ae
  - id: cwr
    type: b1
    -hs-flags: flags
    -hs-number: ace
    doc: Congestion window reduced.
    -hs-filter: tcp.flags.cwr
  - id: ece
    type: b1
    -hs-flags: flags
    -hs-number: ace
    doc: ECN echo.
    -hs-filter: tcp.flags.ece
  - id: urg
    type: b1
    -hs-flags: flags
    doc: The urgent pointer is significant.
    -hs-filter: tcp.flags.urg
  - id: ack
    type: b1
    -hs-flags: flags
    doc: The acknowledgment number is significant.
    -hs-filter: tcp.flags.ack
  - id: psh
    type: b1
    -hs-flags: flags
    doc: Push the data to the application.
    -hs-filter: tcp.flags.push
  - id: rst
    type: b1
    -hs-flags: flags
    doc: Reset the connection.
    -hs-filter: tcp.flags.reset
  - id: syn
    type: b1
    -hs-flags: flags
    doc: Synchronize sequence numbers.
    -hs-filter: tcp.flags.syn
  - id: fin
    type: b1
    -hs-flags: flags
    doc: No more data from the sender.
    -hs-filter: tcp.flags.fin
  - id: window
    type: u2
    doc: The receive window, unscaled.
    -hs-unit: bytes << window scale
    -hs-filter: tcp.window_size_value
  - id: checksum
    type: u2
    doc: The Internet checksum of the pseudo-header, the header and the payload.
    -hs-checksum: internet(pseudo_header, _)
    -hs-display: hex
    -hs-filter: tcp.checksum
  - id: urgent_pointer
    type: u2
    doc: The offset from `seq_num` of the byte that follows the urgent data, when `urg` is set.
    -hs-filter: tcp.urgent_pointer
  - id: options
    type: option_list
    size: data_offset * 4 - 20
    doc: The options and the padding that fills the last 32-bit word.
    -hs-filter: tcp.options
  - id: payload
    size-eos: true
    doc: The data that the segment carries.
    -hs-filter: tcp.payload
types:
  option_list:
    doc: Options up to the end-of-list option, or to the end of the header.
    doc-ref: https://www.rfc-editor.org/rfc/rfc9293#section-3.2
    seq:
      - id: items
        type: option
        repeat: until
        repeat-until: _.kind == option_kind::eol or _io.eof
        if: not _io.eof
      - id: padding
        size-eos: true
        doc: What follows the end-of-list option.
        -hs-fill: 0
  option:
    doc: One option, a lone kind byte or a kind, a length and a body.
    seq:
      - id: kind
        type: u1
        enum: option_kind
        -hs-filter: tcp.option_kind
      - id: len
        type: u1
        if: kind != option_kind::eol and kind != option_kind::nop
        valid:
          min: 2
        doc: The length of the whole option, kind and length bytes included.
        -hs-unit: bytes
        -hs-filter: tcp.option_len
      - id: body
        size: len - 2
        if: kind != option_kind::eol and kind != option_kind::nop
        type:
          switch-on: kind
          -hs-mismatch: opaque
          cases:
            'option_kind::mss': mss
            'option_kind::window_scale': window_scale
            'option_kind::sack_permitted': sack_permitted
            'option_kind::sack': sack
            'option_kind::echo': echo
            'option_kind::echo_reply': echo
            'option_kind::timestamps': timestamps
            'option_kind::partial_order_permitted': partial_order_permitted
            'option_kind::partial_order_service_profile': partial_order_service_profile
            'option_kind::cc': connection_count
            'option_kind::cc_new': connection_count
            'option_kind::cc_echo': connection_count
            'option_kind::alternate_checksum_request': alternate_checksum_request
            'option_kind::alternate_checksum_data': alternate_checksum_data
            'option_kind::md5': md5
            'option_kind::quick_start': quick_start
            'option_kind::user_timeout': user_timeout
            'option_kind::ao': ao
            'option_kind::mptcp': mptcp
            'option_kind::fast_open': fast_open
            'option_kind::eno': eno
            'option_kind::acc_ecn_order_0': acc_ecn_order_0
            'option_kind::acc_ecn_order_1': acc_ecn_order_1
            'option_kind::experiment_1': experiment
            'option_kind::experiment_2': experiment
        -hs-filter: tcp.options.unknown.payload
  mss:
    doc-ref: https://www.rfc-editor.org/rfc/rfc9293#section-3.7.1
    seq:
      - id: value
        type: u2
        doc: The largest segment that the sender is willing to receive.
        -hs-unit: bytes
        -hs-filter: tcp.options.mss_val
  window_scale:
    doc-ref: https://www.rfc-editor.org/rfc/rfc7323#section-2.2
    seq:
      - id: shift
        type: u1
        doc: The power of two by which the sender's windows are scaled.
        -hs-unit: bits
        -hs-filter: tcp.options.wscale.shift
  sack_permitted:
    doc-ref: https://www.rfc-editor.org/rfc/rfc2018#section-2
    seq: []
  sack:
    doc-ref: https://www.rfc-editor.org/rfc/rfc2018#section-3
    seq:
      - id: blocks
        type: sack_block
        repeat: eos
  sack_block:
    seq:
      - id: left
        type: u4
        doc: The first sequence number of the block.
        -hs-filter: tcp.options.sack_le
      - id: right
        type: u4
        doc: The sequence number that follows the block's last.
        -hs-filter: tcp.options.sack_re
  timestamps:
    doc-ref: https://www.rfc-editor.org/rfc/rfc7323#section-3.2
    seq:
      - id: value
        type: u4
        doc: The sender's clock.
        -hs-filter: tcp.options.timestamp.tsval
      - id: echo
        type: u4
        doc: The clock value echoed, when `ack` is set.
        -hs-filter: tcp.options.timestamp.tsecr
  echo:
    doc: What the other end is to send back, or what it sent; obsolete, timestamps took its place.
    doc-ref: https://www.rfc-editor.org/rfc/rfc1072#section-4
    seq:
      - id: value
        type: u4
        doc: Whatever the sender of the echo wants to see again.
        -hs-filter: tcp.options.echo_value
  partial_order_permitted:
    doc: The sender could do with a partial order; obsolete.
    doc-ref: https://www.rfc-editor.org/rfc/rfc1693#section-3.1
    seq: []
  partial_order_service_profile:
    doc: Part of a service profile, which tells what may overtake what; obsolete.
    doc-ref: https://www.rfc-editor.org/rfc/rfc1693#section-3.3
    seq:
      - id: start
        type: b1
        doc: The profile begins with this segment.
      - id: end
        type: b1
        doc: The profile ends with this segment.
      - id: filler
        type: b6
        -hs-reserved: true
  connection_count:
    doc: The connection count of T/TCP; obsolete.
    doc-ref: https://www.rfc-editor.org/rfc/rfc1644#section-3.1
    seq:
      - id: value
        type: u4
        doc: The number of the connection.
        -hs-filter: tcp.options.cc_value
  alternate_checksum_request:
    doc: Asks for another checksum than the Internet's; obsolete.
    doc-ref: https://www.rfc-editor.org/rfc/rfc1146
    seq:
      - id: algorithm
        type: u1
        enum: checksum_algorithm
        doc: The checksum that the sender asks for.
  alternate_checksum_data:
    doc: The checksum, where it does not fit into the header's field; obsolete.
    doc-ref: https://www.rfc-editor.org/rfc/rfc1146
    seq:
      - id: checksum
        size-eos: true
        doc: The checksum.
        -hs-filter: tcp.options.unknown.payload
  md5:
    doc: A signature of the segment, made with a key that both ends know; replaced by TCP-AO.
    doc-ref: https://www.rfc-editor.org/rfc/rfc2385#section-3.0
    seq:
      - id: digest
        size: 16
        doc: The MD5 digest of pseudo-header, header without options, data and key.
        -hs-filter: tcp.options.md5.digest
  quick_start:
    doc: The rate that all routers of the way have agreed to.
    doc-ref: https://www.rfc-editor.org/rfc/rfc4782#section-3.2
    seq:
      - id: reserved
        type: b4
        -hs-reserved: true
      - id: rate
        type: b4
        doc: The rate that was requested or granted, 40 kbit/s times 2 to its power; 0 for none.
        -hs-filter: tcp.options.qs.rate
      - id: ttl_diff
        type: u1
        doc: The difference between the request's TTL and that of IP, modulo 256, as the receiver saw it.
        -hs-filter: tcp.options.qs.ttl_diff
      - id: nonce
        type: b30
        doc: What the routers left of the request's nonce.
      - id: reserved_2
        type: b2
        -hs-reserved: true
  user_timeout:
    doc: How long the sender waits for an acknowledgment before it gives up.
    doc-ref: https://www.rfc-editor.org/rfc/rfc5482#section-3.2
    seq:
      - id: in_minutes
        type: b1
        doc: The unit, minutes; otherwise seconds.
        -hs-filter: tcp.options.user_to_granularity
      - id: timeout
        type: b15
        doc: The time-out, in that unit.
        -hs-filter: tcp.options.user_to_val
  ao:
    doc: TCP-AO, an authentication of the segment.
    doc-ref: https://www.rfc-editor.org/rfc/rfc5925#section-2.2
    seq:
      - id: key_id
        type: u1
        doc: Which master key made the traffic key of this segment.
        -hs-filter: tcp.options.ao.keyid
      - id: r_next_key_id
        type: u1
        doc: Which master key the sender is ready to receive with.
        -hs-filter: tcp.options.ao.rnextkeyid
      - id: mac
        size-eos: true
        doc: The message authentication code, mostly 12 bytes.
        -hs-filter: tcp.options.ao.mac
  fast_open:
    doc: TCP Fast Open, the cookie with which a SYN may carry data.
    doc-ref: https://www.rfc-editor.org/rfc/rfc7413#section-4.1.1
    seq:
      - id: cookie
        size-eos: true
        doc: The cookie, 4 to 16 bytes; none to ask for one.
        -hs-filter: tcp.options.tfo.cookie
  eno:
    doc: TCP-ENO, the encryption protocols to choose from.
    doc-ref: https://www.rfc-editor.org/rfc/rfc8547#section-4.1
    seq:
      - id: suboptions
        type: eno_suboption
        repeat: eos
  eno_suboption:
    doc: A suboption; with its length before it, where data follows and it is not the last.
    doc-ref: https://www.rfc-editor.org/rfc/rfc8547#section-4.1
    seq:
      - id: v
        type: b1
        doc: Data belongs to the suboption.
      - id: glt
        type: b7
        doc: Global bits below 32, without `v`; a length less 1 below 32, with `v`; otherwise the id of an encryption protocol.
      - id: sized_suboption
        type: u1
        if: v and glt < 32
        doc: The suboption behind a length, with its `v` as the highest bit.
        -hs-display: hex
      - id: sized_data
        size: glt + 1
        if: v and glt < 32
        doc: The data, of the length before.
      - id: data
        size-eos: true
        if: v and glt >= 32
        doc: The data, to the end of the option.
  acc_ecn_order_0:
    doc: The counters of Accurate ECN, those of ECT(0) first. What does not fit is left out at the end.
    doc-ref: https://www.rfc-editor.org/rfc/rfc9768#section-3.2.3
    seq:
      - id: ee0b
        type: b24
        if: not _io.eof
        doc: The low 24 bits of the number of payload bytes that came marked ECT(0).
        -hs-unit: bytes
        -hs-filter: tcp.options.acc_ecn.ee0b
      - id: eceb
        type: b24
        if: not _io.eof
        doc: The low 24 bits of the number of payload bytes that came marked CE.
        -hs-unit: bytes
        -hs-filter: tcp.options.acc_ecn.eceb
      - id: ee1b
        type: b24
        if: not _io.eof
        doc: The low 24 bits of the number of payload bytes that came marked ECT(1).
        -hs-unit: bytes
        -hs-filter: tcp.options.acc_ecn.ee1b
  acc_ecn_order_1:
    doc: The counters of Accurate ECN, those of ECT(1) first. What does not fit is left out at the end.
    doc-ref: https://www.rfc-editor.org/rfc/rfc9768#section-3.2.3
    seq:
      - id: ee1b
        type: b24
        if: not _io.eof
        doc: The low 24 bits of the number of payload bytes that came marked ECT(1).
        -hs-unit: bytes
        -hs-filter: tcp.options.acc_ecn.ee1b
      - id: eceb
        type: b24
        if: not _io.eof
        doc: The low 24 bits of the number of payload bytes that came marked CE.
        -hs-unit: bytes
        -hs-filter: tcp.options.acc_ecn.eceb
      - id: ee0b
        type: b24
        if: not _io.eof
        doc: The low 24 bits of the number of payload bytes that came marked ECT(0).
        -hs-unit: bytes
        -hs-filter: tcp.options.acc_ecn.ee0b
  experiment:
    doc: An experiment, and what it sends.
    doc-ref: https://www.rfc-editor.org/rfc/rfc6994#section-3.1
    seq:
      - id: exid
        type: u2
        enum: experiment_id
        doc: The identifier of the experiment; the first half of it where it has 32 bits.
        -hs-display: hex
        -hs-filter: tcp.options.experimental.exid
      - id: data
        size-eos: true
        type:
          switch-on: exid
          -hs-mismatch: opaque
          cases:
            'experiment_id::fast_open': fast_open
        doc: What the experiment sends.
        -hs-filter: tcp.options.experimental.data
  pseudo_header:
    doc: |
      What the checksum covers of the IPv4 header. With addresses of 16 bytes the sum is that of IPv6's pseudo-header.
    doc-ref: https://www.rfc-editor.org/rfc/rfc9293#section-3.1-6.18.1
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
        contents: [6]
      - id: length
        type: u2
        -hs-write: _.size
enums:
  option_kind:
    0: { id: eol, doc: End of option list. }
    1: { id: nop, doc: No operation. }
    2: { id: mss, doc: Maximum segment size. }
    3: { id: window_scale, doc: Window scale. }
    4: { id: sack_permitted, doc: Selective acknowledgment permitted. }
    5: { id: sack, doc: Selective acknowledgment. }
    6: { id: echo, doc: 'Echo (RFC 1072, obsolete).' }
    7: { id: echo_reply, doc: 'Echo reply (RFC 1072, obsolete).' }
    8: { id: timestamps, doc: Timestamps. }
    9: { id: partial_order_permitted, doc: 'Partial order connection permitted (RFC 1693, obsolete).' }
    10: { id: partial_order_service_profile, doc: 'Partial order service profile (RFC 1693, obsolete).' }
    11: { id: cc, doc: 'CC, the connection count of T/TCP (RFC 1644, obsolete).' }
    12: { id: cc_new, doc: 'CC.NEW (RFC 1644, obsolete).' }
    13: { id: cc_echo, doc: 'CC.ECHO (RFC 1644, obsolete).' }
    14: { id: alternate_checksum_request, doc: 'Alternate checksum request (RFC 1146, obsolete).' }
    15: { id: alternate_checksum_data, doc: 'Alternate checksum data (RFC 1146, obsolete).' }
    19: { id: md5, doc: 'MD5 signature (RFC 2385, obsolete).' }
    27: { id: quick_start, doc: Quick-Start response (RFC 4782). }
    28: { id: user_timeout, doc: User timeout (RFC 5482). }
    29: { id: ao, doc: TCP-AO (RFC 5925). }
    30: { id: mptcp, doc: Multipath TCP (RFC 8684). }
    34: { id: fast_open, doc: Fast Open (RFC 7413). }
    69: { id: eno, doc: Encryption negotiation (RFC 8547). }
    172: { id: acc_ecn_order_0, doc: 'Accurate ECN, order 0 (RFC 9768).' }
    174: { id: acc_ecn_order_1, doc: 'Accurate ECN, order 1 (RFC 9768).' }
    253: { id: experiment_1, doc: Experiment 1 (RFC 3692). }
    254: { id: experiment_2, doc: Experiment 2 (RFC 3692). }
  checksum_algorithm:
    0: { id: internet, doc: The Internet checksum. }
    1: { id: fletcher_8, doc: Fletcher's algorithm over 8 bits. }
    2: { id: fletcher_16, doc: Fletcher's algorithm over 16 bits. }
  experiment_id:
    0x454e: { id: eno, doc: Encryption negotiation. }
    0xacce: { id: acc_ecn, doc: Accurate ECN. }
    0xf989: { id: fast_open, doc: Fast Open. }
