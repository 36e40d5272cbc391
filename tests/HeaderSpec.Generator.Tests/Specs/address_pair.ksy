meta:
  id: address_pair
  title: Two addresses
  license: CC0-1.0
  ks-version: '0.11'
  endian: le
  imports:
    - mac_address
doc: Types and enumerations of another file.
seq:
  - id: source
    type: mac_address
    doc: Whence.
  - id: destination
    type: mac_address
    doc: Whither.
  - id: tag
    type: mac_address::tag
    doc: A type of a type of the other file.
  - id: number_of_more
    type: u2
    doc: How many more, little-endian.
  - id: more
    type: mac_address
    size: 6
    repeat: expr
    repeat-expr: number_of_more % 3
    doc: More addresses.
  - id: wanted
    type: u1
    enum: mac_address::kind
    doc: The kind that is wanted.
instances:
  same_vendor:
    value: source.vendor == destination.vendor
    doc: Both are of one vendor.
  found:
    value: destination.kind == wanted
    doc: The kind is the one that is wanted.
  to_all:
    value: destination.kind == mac_address::kind::all
    doc: To all.
  group:
    value: destination.is_group
    doc: To a group.
