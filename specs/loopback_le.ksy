meta:
  id: loopback_le
  title: BSD loopback header of a little-endian machine
  license: CC0-1.0
  ks-version: '0.11'
  endian: le
  bit-endian: be
  -hs-namespace: TcpCodec
doc: The address family of a packet on a loopback interface (LINKTYPE_NULL).
doc-ref: https://www.tcpdump.org/linktypes/LINKTYPE_NULL.html
seq:
  - id: family
    type: u4
    enum: address_family
    doc: What the payload is, as the system that captured numbers address families.
    -hs-filter: null.family
  - id: payload
    size-eos: true
    doc: The packet.
enums:
  address_family:
    2: { id: inet, doc: IPv4. }
    10: { id: inet6_linux, doc: 'IPv6, in Linux.' }
    23: { id: inet6_windows, doc: 'IPv6, in Windows.' }
    24: { id: inet6_bsd, doc: 'IPv6, in NetBSD, OpenBSD and BSD/OS.' }
    26: { id: inet6_solaris, doc: 'IPv6, in Solaris.' }
    28: { id: inet6_freebsd, doc: 'IPv6, in FreeBSD and DragonFly.' }
    30: { id: inet6_darwin, doc: 'IPv6, in macOS.' }
