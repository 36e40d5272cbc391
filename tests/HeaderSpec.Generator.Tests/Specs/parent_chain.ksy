meta:
  id: parent_chain
  title: Layers that look up to their parents
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
doc: Fields of the parent, of its parent, and of the root.
seq:
  - id: unit
    type: u1
    doc: The unit of lengths.
  - id: outer
    type: outer
    doc: The outer layer.
  - id: lone
    type: leaf(outer.size)
    doc: A leaf of the root.
types:
  outer:
    seq:
      - id: size
        type: u1
        doc: The length, in units.
      - id: middle
        type: middle
        size: size % 16
        doc: The middle layer.
    instances:
      twice:
        value: _parent.unit * 2
        doc: Twice the unit.
  middle:
    seq:
      - id: mark
        type: u1
        doc: A mark.
      - id: inner
        type: inner
        doc: The inner layer.
      - id: sizes
        type: inner
        repeat: expr
        repeat-expr: 2
        doc: Two more.
  inner:
    seq:
      - id: value
        size: _root.unit % 4
        doc: As long as the unit says.
      - id: guard
        type: u1
        if: _parent.mark == 1
        doc: Of marked layers.
    instances:
      outer_size:
        value: _parent._parent.size
        doc: The length of the outer layer.
      total:
        value: _parent._parent._parent.unit + _root.unit + _parent.mark
        doc: All of it.
  leaf:
    params:
      - id: outer_size
        type: u1
        doc: The length of the outer layer.
    seq:
      - id: value
        type: u1
        doc: A value.
    instances:
      sum:
        value: outer_size + value + _root.unit
        doc: The sum.
