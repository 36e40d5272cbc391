meta:
  id: mptcp
  title: The body of TCP's Multipath TCP option
  xref:
    rfc: [8684, 6824]
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  -hs-namespace: TcpCodec
  -hs-name: MptcpOption
doc: |
  What follows kind and length in a Multipath TCP option, of version 1 and, where that differs, of version 0. Which optional fields are there is said by flags, and where it
  is not, by the option's length.
doc-ref: https://www.rfc-editor.org/rfc/rfc8684#section-3
seq:
  - id: signal
    doc: What the option tells.
    type:
      switch-on: subtype
      cases:
        'subtype::mp_capable': capable
        'subtype::mp_join': join
        'subtype::dss': dss
        'subtype::add_addr': add_addr
        'subtype::remove_addr': remove_addr
        'subtype::mp_prio': prio
        'subtype::mp_fail': fail
        'subtype::mp_fastclose': fastclose
        'subtype::mp_tcprst': tcprst
        _: unassigned
instances:
  subtype:
    pos: 0
    type: b4
    enum: subtype
    doc: What kind of signal it is.
types:
  capable:
    doc: MP_CAPABLE, which begins a connection of several subflows. The keys come with the handshake, the length and the checksum with the first data.
    doc-ref: https://www.rfc-editor.org/rfc/rfc8684#section-3.1
    seq:
      - id: subtype
        type: b4
        enum: subtype
        valid: subtype::mp_capable
        -hs-filter: tcp.options.mptcp.subtype
      - id: version
        type: b4
        doc: The version of Multipath TCP, 0 or 1.
        -hs-filter: tcp.options.mptcp.version
      - id: checksum_required
        type: b1
        doc: Flag A, checksums are in use.
        -hs-filter: tcp.options.mptcp.checksumreq.flags
      - id: extensibility
        type: b1
        doc: Flag B, sent as zero.
        -hs-filter: tcp.options.mptcp.extensibility.flag
      - id: no_more_subflows
        type: b1
        doc: Flag C of version 1, the source address and port of the sender take no more subflows.
      - id: other_crypto
        type: b4
        doc: Flags D to G, other cryptographic algorithms.
      - id: hmac
        type: b1
        doc: Flag H, HMAC-SHA256; in version 0 HMAC-SHA1.
      - id: sender_key
        type: u8
        if: _io.size >= 10
        doc: The key of who sends the option.
        -hs-filter: tcp.options.mptcp.sendkey
      - id: receiver_key
        type: u8
        if: _io.size >= 18
        doc: The key of the other end.
        -hs-filter: tcp.options.mptcp.recvkey
      - id: data_level_length
        type: u2
        if: _io.size >= 20
        doc: The length of the mapping that the first data begins.
        -hs-unit: bytes
        -hs-filter: tcp.options.mptcp.datalvllen
      - id: checksum
        type: u2
        if: _io.size >= 22
        doc: The checksum of the mapping.
        -hs-display: hex
        -hs-filter: tcp.options.mptcp.checksum
    instances:
      flags:
        pos: 1
        type: u1
        doc: Flags A to H as one byte.
        -hs-display: hex
        -hs-filter: tcp.options.mptcp.flags
  join:
    doc: MP_JOIN, which adds a subflow to a connection. The three segments of the handshake have forms of their own, told apart by the length.
    doc-ref: https://www.rfc-editor.org/rfc/rfc8684#section-3.2
    seq:
      - id: form
        type:
          switch-on: _io.size
          cases:
            10: join_syn
            14: join_syn_ack
            22: join_ack
  join_syn:
    doc: MP_JOIN in a SYN.
    seq:
      - id: subtype
        type: b4
        enum: subtype
        valid: subtype::mp_join
        -hs-filter: tcp.options.mptcp.subtype
      - id: reserved
        type: b3
        -hs-reserved: true
      - id: backup
        type: b1
        doc: Use the subflow only where no other is left.
        -hs-filter: tcp.options.mptcp.backup.flag
      - id: addr_id
        type: u1
        doc: The id of the sender's address.
        -hs-filter: tcp.options.mptcp.addrid
      - id: receiver_token
        type: u4
        doc: Which connection of the receiver's, a hash of its key.
        -hs-filter: tcp.options.mptcp.recvtok
      - id: sender_random
        type: u4
        doc: What the other end is to authenticate.
        -hs-filter: tcp.options.mptcp.sendrand
    instances:
      flags:
        pos: 0
        type: u1
        doc: The byte that holds the flags.
        -hs-display: hex
        -hs-filter: tcp.options.mptcp.flags
  join_syn_ack:
    doc: MP_JOIN in a SYN,ACK.
    seq:
      - id: subtype
        type: b4
        enum: subtype
        valid: subtype::mp_join
        -hs-filter: tcp.options.mptcp.subtype
      - id: reserved
        type: b3
        -hs-reserved: true
      - id: backup
        type: b1
        doc: Use the subflow only where no other is left.
        -hs-filter: tcp.options.mptcp.backup.flag
      - id: addr_id
        type: u1
        doc: The id of the sender's address.
        -hs-filter: tcp.options.mptcp.addrid
      - id: truncated_hmac
        type: u8
        doc: The leftmost 64 bits of the sender's HMAC.
        -hs-filter: tcp.options.mptcp.sendtrunchmac
      - id: sender_random
        type: u4
        doc: What the other end is to authenticate.
        -hs-filter: tcp.options.mptcp.sendrand
    instances:
      flags:
        pos: 0
        type: u1
        doc: The byte that holds the flags.
        -hs-display: hex
        -hs-filter: tcp.options.mptcp.flags
  join_ack:
    doc: MP_JOIN in the ACK that ends the handshake.
    seq:
      - id: subtype
        type: b4
        enum: subtype
        valid: subtype::mp_join
        -hs-filter: tcp.options.mptcp.subtype
      - id: reserved
        type: b12
        -hs-reserved: true
        -hs-filter: tcp.options.mptcp.reserved
      - id: sender_hmac
        size: 20
        doc: The sender's HMAC, cut to 160 bits.
        -hs-filter: tcp.options.mptcp.sendhmac
  dss:
    doc: The data sequence signal, what is acknowledged of the connection's data, and where the segment's bytes belong in it.
    doc-ref: https://www.rfc-editor.org/rfc/rfc8684#section-3.3
    seq:
      - id: subtype
        type: b4
        enum: subtype
        valid: subtype::dss
        -hs-filter: tcp.options.mptcp.subtype
      - id: reserved
        type: b7
        -hs-reserved: true
      - id: data_fin
        type: b1
        doc: Flag F, the sender's data ends with this mapping.
        -hs-filter: tcp.options.mptcp.datafin.flag
      - id: has_wide_data_sequence_number
        type: b1
        doc: Flag m, the data sequence number has 8 bytes.
        -hs-filter: tcp.options.mptcp.dseqn8.flag
      - id: has_mapping
        type: b1
        doc: Flag M, a mapping is there.
        -hs-filter: tcp.options.mptcp.dseqnpresent.flag
      - id: has_wide_data_ack
        type: b1
        doc: Flag a, the data acknowledgment has 8 bytes.
        -hs-filter: tcp.options.mptcp.dataack8.flag
      - id: has_data_ack
        type: b1
        doc: Flag A, a data acknowledgment is there.
        -hs-filter: tcp.options.mptcp.dataackpresent.flag
      - id: data_ack_32
        type: u4
        if: has_data_ack and not has_wide_data_ack
        doc: The low 32 bits of the next data sequence number that the sender expects.
        -hs-filter: tcp.options.mptcp.rawdataack
      - id: data_ack_64
        type: u8
        if: has_data_ack and has_wide_data_ack
        doc: The next data sequence number that the sender expects.
        -hs-filter: tcp.options.mptcp.rawdataack
      - id: data_sequence_number_32
        type: u4
        if: has_mapping and not has_wide_data_sequence_number
        doc: The low 32 bits of the data sequence number of the mapping's first byte.
        -hs-filter: tcp.options.mptcp.rawdataseqno
      - id: data_sequence_number_64
        type: u8
        if: has_mapping and has_wide_data_sequence_number
        doc: The data sequence number of the mapping's first byte.
        -hs-filter: tcp.options.mptcp.rawdataseqno
      - id: subflow_sequence_number
        type: u4
        if: has_mapping
        doc: The place of the mapping's first byte in the subflow, counted from the subflow's SYN.
        -hs-filter: tcp.options.mptcp.subflowseqno
      - id: data_level_length
        type: u2
        if: has_mapping
        doc: The length of the mapping; 0 for one without end.
        -hs-unit: bytes
        -hs-filter: tcp.options.mptcp.datalvllen
      - id: checksum
        type: u2
        if: has_mapping and not _io.eof
        doc: The checksum of the mapping, where MP_CAPABLE asked for it.
        -hs-display: hex
        -hs-filter: tcp.options.mptcp.checksum
    instances:
      flags:
        pos: 1
        type: u1
        doc: The byte that holds the flags.
        -hs-display: hex
        -hs-filter: tcp.options.mptcp.flags
  add_addr:
    doc: ADD_ADDR, a further address of the sender.
    doc-ref: https://www.rfc-editor.org/rfc/rfc8684#section-3.4.1
    seq:
      - id: version
        type:
          switch-on: ip_version
          cases:
            4: add_addr_v0
            6: add_addr_v0
            _: add_addr_v1
    instances:
      first_byte:
        pos: 0
        type: u1
      ip_version:
        value: first_byte & 0xf
        doc: The IP version in version 0 of Multipath TCP, the echo flag in version 1.
  add_addr_v0:
    doc: ADD_ADDR of version 0, which tells the IP version.
    doc-ref: https://www.rfc-editor.org/rfc/rfc6824#section-3.4.1
    seq:
      - id: subtype
        type: b4
        enum: subtype
        valid: subtype::add_addr
        -hs-filter: tcp.options.mptcp.subtype
      - id: ip_version
        type: b4
        doc: 4 or 6.
        -hs-filter: tcp.options.mptcp.ipver
      - id: addr_id
        type: u1
        doc: The id of the address.
        -hs-filter: tcp.options.mptcp.addrid
      - id: address
        type: endpoint
  add_addr_v1:
    doc: ADD_ADDR of version 1, which is sent back as an echo without the HMAC.
    seq:
      - id: subtype
        type: b4
        enum: subtype
        valid: subtype::add_addr
        -hs-filter: tcp.options.mptcp.subtype
      - id: reserved
        type: b3
        -hs-reserved: true
      - id: echo
        type: b1
        doc: The receiver's answer, which acknowledges the address.
        -hs-filter: tcp.options.mptcp.echo
      - id: addr_id
        type: u1
        doc: The id of the address.
        -hs-filter: tcp.options.mptcp.addrid
      - id: address
        type: endpoint
  endpoint:
    doc: An address, perhaps with a port and an HMAC; the length of the option tells which.
    seq:
      - id: ipv4
        size: 4
        if: _io.size < 18
        doc: The IPv4 address.
        -hs-filter: tcp.options.mptcp.ipv4
      - id: ipv6
        size: 16
        if: _io.size >= 18
        doc: The IPv6 address.
        -hs-filter: tcp.options.mptcp.ipv6
      - id: port
        type: u2
        if: _io.size == 8 or _io.size == 16 or _io.size == 20 or _io.size == 28
        doc: The port, where it is not the one of the subflow that this came by.
        -hs-filter: tcp.options.mptcp.port
      - id: truncated_hmac
        type: u8
        if: _io.size == 14 or _io.size == 16 or _io.size == 26 or _io.size == 28
        doc: The rightmost 64 bits of the HMAC over address and port.
        -hs-filter: tcp.options.mptcp.addaddrtrunchmac
  remove_addr:
    doc: REMOVE_ADDR, addresses that the sender has no more.
    doc-ref: https://www.rfc-editor.org/rfc/rfc8684#section-3.4.2
    seq:
      - id: subtype
        type: b4
        enum: subtype
        valid: subtype::remove_addr
        -hs-filter: tcp.options.mptcp.subtype
      - id: reserved
        type: b4
        -hs-reserved: true
      - id: addr_ids
        type: u1
        repeat: eos
        doc: The ids of the addresses.
        -hs-filter: tcp.options.mptcp.addrid
  prio:
    doc: MP_PRIO, which changes whether a subflow is a backup.
    doc-ref: https://www.rfc-editor.org/rfc/rfc8684#section-3.3.8
    seq:
      - id: subtype
        type: b4
        enum: subtype
        valid: subtype::mp_prio
        -hs-filter: tcp.options.mptcp.subtype
      - id: reserved
        type: b3
        -hs-reserved: true
      - id: backup
        type: b1
        doc: Use the subflow only where no other is left.
        -hs-filter: tcp.options.mptcp.backup.flag
      - id: addr_id
        type: u1
        if: not _io.eof
        doc: In version 0, the id of the address whose subflows are meant; absent for this subflow.
        -hs-filter: tcp.options.mptcp.addrid
    instances:
      flags:
        pos: 0
        type: u1
        doc: The byte that holds the flags.
        -hs-display: hex
        -hs-filter: tcp.options.mptcp.flags
  fail:
    doc: MP_FAIL, which tells of a checksum that was wrong.
    doc-ref: https://www.rfc-editor.org/rfc/rfc8684#section-3.7
    seq:
      - id: subtype
        type: b4
        enum: subtype
        valid: subtype::mp_fail
        -hs-filter: tcp.options.mptcp.subtype
      - id: reserved
        type: b12
        -hs-reserved: true
        -hs-filter: tcp.options.mptcp.reserved
      - id: data_sequence_number
        type: u8
        doc: Where the mapping begins whose checksum was wrong.
        -hs-filter: tcp.options.mptcp.rawdataseqno
  fastclose:
    doc: MP_FASTCLOSE, which ends the connection at once.
    doc-ref: https://www.rfc-editor.org/rfc/rfc8684#section-3.5
    seq:
      - id: subtype
        type: b4
        enum: subtype
        valid: subtype::mp_fastclose
        -hs-filter: tcp.options.mptcp.subtype
      - id: reserved
        type: b12
        -hs-reserved: true
        -hs-filter: tcp.options.mptcp.reserved
      - id: receiver_key
        type: u8
        doc: The key of the other end.
        -hs-filter: tcp.options.mptcp.recvkey
  tcprst:
    doc: MP_TCPRST, the reason why a subflow is reset.
    doc-ref: https://www.rfc-editor.org/rfc/rfc8684#section-3.6
    seq:
      - id: subtype
        type: b4
        enum: subtype
        valid: subtype::mp_tcprst
        -hs-filter: tcp.options.mptcp.subtype
      - id: u
        type: b1
        doc: Flag U, sent as zero.
        -hs-filter: tcp.options.mptcp.flag_U.flag
      - id: v
        type: b1
        doc: Flag V, sent as zero.
        -hs-filter: tcp.options.mptcp.flag_V.flag
      - id: w
        type: b1
        doc: Flag W, sent as zero.
        -hs-filter: tcp.options.mptcp.flag_W.flag
      - id: transient
        type: b1
        doc: Flag T, the trouble may pass and another attempt succeed.
        -hs-filter: tcp.options.mptcp.flag_T.flag
      - id: reason
        type: u1
        enum: reset_reason
        doc: The reason.
        -hs-filter: tcp.options.mptcp.rst_reason
    instances:
      flags:
        pos: 0
        type: u1
        doc: The byte that holds the flags.
        -hs-display: hex
        -hs-filter: tcp.options.mptcp.flags
  unassigned:
    doc: A subtype without a meaning yet.
    seq:
      - id: subtype
        type: b4
        enum: subtype
        -hs-filter: tcp.options.mptcp.subtype
      - id: low_bits
        type: b4
        doc: The rest of the first byte.
      - id: data
        size-eos: true
        doc: What follows.
enums:
  subtype:
    0: { id: mp_capable, doc: Multipath capable. }
    1: { id: mp_join, doc: Join connection. }
    2: { id: dss, doc: Data sequence signal. }
    3: { id: add_addr, doc: Add address. }
    4: { id: remove_addr, doc: Remove address. }
    5: { id: mp_prio, doc: Change subflow priority. }
    6: { id: mp_fail, doc: Fallback. }
    7: { id: mp_fastclose, doc: Fast close. }
    8: { id: mp_tcprst, doc: Subflow reset. }
  reset_reason:
    0: { id: unspecified, doc: Unspecified error. }
    1: { id: mptcp_specific, doc: An error of Multipath TCP's. }
    2: { id: lack_of_resources, doc: Lack of resources. }
    3: { id: administratively_prohibited, doc: Administratively prohibited. }
    4: { id: too_much_outstanding_data, doc: Too much data without acknowledgment. }
    5: { id: unacceptable_performance, doc: Unacceptable performance. }
    6: { id: middlebox_interference, doc: Middlebox interference. }
