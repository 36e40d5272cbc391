meta:
  id: ethernet
  title: Ethernet II frame
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  -hs-namespace: TcpCodec
doc: An Ethernet II frame, without its frame check sequence.
doc-ref: https://www.rfc-editor.org/rfc/rfc894
seq:
  - id: destination
    size: 6
    doc: The destination's address.
    -hs-filter: eth.dst
  - id: source
    size: 6
    doc: The source's address.
    -hs-filter: eth.src
  - id: ether_type
    type: u2
    enum: type
    doc: What the payload is.
    -hs-display: hex
    -hs-filter: eth.type
  - id: payload
    size-eos: true
    doc: What the frame carries, with its padding and what follows that.
enums:
  type:
    0x0800: { id: ipv4, doc: IPv4. }
    0x0806: { id: arp, doc: The address resolution protocol. }
    0x8100: { id: vlan, doc: A VLAN tag (IEEE 802.1Q). }
    0x88a8: { id: service_vlan, doc: A service provider's VLAN tag (IEEE 802.1ad). }
    0x9100: { id: vlan_9100, doc: A VLAN tag in front of another (before IEEE 802.1ad). }
    0x86dd: { id: ipv6, doc: IPv6. }
    0x88b5: { id: local_experimental_1, doc: For local experiments (IEEE 802); here an event of the engine that is no packet. }
