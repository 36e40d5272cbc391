meta:
  id: measures
  title: Measured values and what follows from them
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
doc: Arithmetic, also with negative numbers; division and remainder round towards less.
seq:
  - id: a
    type: s2
    doc: A value with a sign.
  - id: b
    type: s1
    doc: Another one.
  - id: c
    type: u1
    doc: One without a sign.
  - id: d
    type: u4
    doc: A wide one.
instances:
  sum:
    value: a + b + c
    doc: The sum.
  difference:
    value: a - b - c
    doc: The difference.
  product:
    value: a * b * c
    doc: The product.
  quotient:
    value: a / 7
    doc: Rounded towards minus infinity.
  negative_quotient:
    value: a / -7
    doc: Rounded towards minus infinity.
  remainder:
    value: a % 7
    doc: Never negative.
  ratio:
    value: a / b
    doc: Fails where b is 0.
  cyclic:
    value: b % c
    doc: Fails where c is 0.
  negated:
    value: -a * 2 + -b
    doc: The opposite.
  precedence:
    value: a + b * 2 - c / 3 % 5
    doc: Products before sums.
  grouped:
    value: (a + b) * (2 - c)
    doc: Brackets first.
  wide:
    value: d * 3 + c
    doc: More than 32 bits.
  based:
    value: 0x1f + 0b101 + 0o17 + 1_000
    doc: Literals of all bases.
  order:
    value: 'a < b ? -1 : (a > b ? 1 : 0)'
    doc: How a and b compare.
  within:
    value: a >= -100 and a <= 100 and c != 0 or d == 0
    doc: And before or.
  outside:
    value: not (a >= -100 and a <= 100)
    doc: The opposite of within, in part.
  half_of_sum:
    value: sum / 2
    doc: A value of a value.
  sign:
    value: (a < 0).to_i - (a > 0).to_i
    doc: One for a negative number, minus one for a positive one.
