meta:
  id: linux_cooked
  title: Linux cooked capture header, version 1
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  -hs-namespace: TcpCodec
doc: What Linux puts in front of a packet that is captured on all interfaces at once (LINKTYPE_LINUX_SLL).
doc-ref: https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html
seq:
  - id: packet_type
    type: u2
    enum: packet_type
    doc: Whom the packet was for.
    -hs-filter: sll.pkttype
  - id: hardware_type
    type: u2
    doc: The kind of link-layer device, an ARPHRD_ value.
    -hs-filter: sll.hatype
  - id: address_length
    type: u2
    doc: The length of the sender's link-layer address.
    -hs-unit: bytes
    -hs-filter: sll.halen
  - id: address
    size: 8
    doc: The sender's link-layer address, or its first 8 bytes; what follows it means nothing.
    -hs-filter: sll.src.other
  - id: protocol
    type: u2
    doc: What the payload is, an EtherType; below 1536 one of Linux's own numbers.
    -hs-display: hex
    -hs-filter: sll.etype
  - id: payload
    size-eos: true
    doc: What the frame carries.
enums:
  packet_type:
    0: { id: to_us, doc: Sent to us by somebody else. }
    1: { id: broadcast, doc: Broadcast by somebody else. }
    2: { id: multicast, doc: 'Multicast, but not broadcast, by somebody else.' }
    3: { id: to_others, doc: Sent by somebody else to somebody else. }
    4: { id: from_us, doc: Sent by us. }
