meta:
  id: tlv_tree
  title: Tree of elements
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
doc: Elements that hold elements.
seq:
  - id: root
    type: element
    doc: The topmost element.
types:
  element:
    doc: A tag, a length, and elements or bytes.
    seq:
      - id: constructed
        type: b1
        doc: The element holds elements.
      - id: tag
        type: b7
        doc: What it is.
      - id: length
        type: u1
        doc: The length of what it holds.
      - id: value
        size: length
        type:
          switch-on: constructed
          cases:
            true: element_list
        doc: What it holds.
    instances:
      whole_size:
        value: length + 2
        doc: The length of the element.
  element_list:
    seq:
      - id: elements
        type: element
        repeat: eos
        doc: The elements.
    instances:
      count:
        value: elements.size
        doc: How many.
      outer_tag:
        value: _parent.tag
        doc: The tag of the element that holds them.
