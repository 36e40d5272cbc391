meta:
  id: service_vlan
  title: Service VLAN tag (IEEE 802.1ad), from behind its EtherType
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  -hs-namespace: TcpCodec
doc: The tag control information of a service provider's VLAN, and the EtherType of what follows, which is often a customer's VLAN tag.
doc-ref: https://standards.ieee.org/ieee/802.1Q/10323/
seq:
  - id: priority
    type: b3
    doc: The priority code point.
    -hs-filter: ieee8021ad.priority
  - id: drop_eligible
    type: b1
    doc: The frame may be dropped first.
    -hs-filter: ieee8021ad.dei
  - id: vlan_id
    type: b12
    doc: The VLAN; zero for none but a priority.
    -hs-filter: ieee8021ad.id
  - id: ether_type
    type: u2
    doc: What the payload is, as in the Ethernet header.
    -hs-display: hex
  - id: payload
    size-eos: true
    doc: What the frame carries.
