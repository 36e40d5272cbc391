meta:
  id: tcp
  title: TCP (Transmission Control Protocol) segment
  xref:
    rfc: [9293, 7323, 2018, 9768]
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
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
    doc: Accurate ECN.
    doc-ref: https://www.rfc-editor.org/rfc/rfc9768
    -hs-filter: tcp.flags.ae
  - id: cwr
    type: b1
    -hs-flags: flags
    doc: Congestion window reduced.
    -hs-filter: tcp.flags.cwr
  - id: ece
    type: b1
    -hs-flags: flags
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
      - id: len
        type: u1
        if: kind != option_kind::eol and kind != option_kind::nop
        valid:
          min: 2
        doc: The length of the whole option, kind and length bytes included.
        -hs-unit: bytes
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
            'option_kind::timestamps': timestamps
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
    8: { id: timestamps, doc: Timestamps. }
