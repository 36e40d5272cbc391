meta:
  id: route_table
  title: Routes of a router
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
doc: Repeated types, by count, up to a mark, and up to the end, also in parts of a stated length.
seq:
  - id: number_of_routes
    type: u1
    doc: How many routes follow.
  - id: routes
    type: route
    repeat: expr
    repeat-expr: number_of_routes
    doc: The routes.
  - id: neighbours
    type: neighbour
    repeat: until
    repeat-until: _.cost == 0 or _.last
    doc: The neighbours, up to the one that says so.
  - id: names
    type: name
    size: 3
    repeat: expr
    repeat-expr: 2
    doc: Two names of three bytes each.
  - id: ports
    type: u1
    repeat: until
    repeat-until: _ >= 200 or _ == 0
    doc: Ports up to a high one.
  - id: tail
    type: route
    repeat: eos
    doc: Routes up to the end.
types:
  route:
    seq:
      - id: prefix_length
        type: u1
        valid:
          max: 32
        doc: How many bits count.
      - id: prefix
        size: (prefix_length + 7) / 8
        doc: The bits, in whole bytes.
  neighbour:
    seq:
      - id: last
        type: b1
        doc: The last one.
      - id: cost
        type: b7
        doc: What it costs.
      - id: node
        type: u1
        doc: The node.
  name:
    seq:
      - id: length
        type: b4
        doc: The length.
      - id: text
        size: length
        doc: The name.
instances:
  total:
    value: routes.size + neighbours.size + tail.size
    doc: All of them.
  last_node:
    value: neighbours.last.node
    doc: The last neighbour's node.
  first_cost:
    value: neighbours[0].cost
    doc: The first neighbour's cost.
