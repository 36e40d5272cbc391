meta:
  id: checksum_words
  title: Words with check values
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
doc: Shifts and operators on bits.
seq:
  - id: word
    type: u2
    doc: A word.
  - id: other
    type: u2
    doc: Another word.
  - id: amount
    type: b4
    doc: By how much to shift.
  - id: pick
    type: b4
    doc: Which byte to take.
  - id: table
    size: 4
    doc: A table of bytes.
  - id: data
    size: word & 7
    doc: As many bytes as the low bits of the word say.
instances:
  left:
    value: word << 3
    doc: Eight times the word.
  right:
    value: word >> amount
    doc: The word, shifted.
  low:
    value: word & 0xff
    doc: The low byte.
  both:
    value: word | other
    doc: Bits of either.
  unequal:
    value: word ^ other
    doc: Bits of one of them.
  mixed:
    value: word & 0xf0 | other & 0x0f ^ 1 << 2
    doc: Operators in their order.
  inverted:
    value: ~word & 0xffff
    doc: All bits the other way.
  negative:
    value: ~word
    doc: Less than zero.
  folded:
    value: (word + other & 0xffff) + (word + other >> 16)
    doc: The sum with its carry.
  picked:
    value: table[pick]
    doc: A byte of the table; fails where there is none.
  safe:
    value: 'pick < table.size ? table[pick] : 0'
    doc: A byte of the table, or 0.
  flag:
    value: word & 0x8000 != 0
    doc: The high bit.
  largest:
    value: table.max
    doc: The largest byte.
  smallest:
    value: table.min
    doc: The smallest byte.
  first:
    value: table.first
    doc: The first byte.
  last:
    value: table.last
    doc: The last byte.
  length:
    value: data.length
    doc: How much data there is.
