meta:
  id: telemetry
  title: Telemetry of a vehicle, floating point
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
doc: Floating-point numbers of both widths and byte orders.
seq:
  - id: latitude
    type: f8
    doc: Degrees.
  - id: longitude
    type: f8le
    doc: Degrees.
  - id: speed
    type: f4
    doc: Metres a second.
  - id: heading
    type: f4le
    doc: Degrees.
  - id: samples
    type: u1
    doc: How many samples follow.
  - id: sample
    type: f4
    repeat: expr
    repeat-expr: samples % 4
    doc: The samples.
instances:
  speed_kmh:
    value: speed * 3.6
    doc: Kilometres an hour.
  half_samples:
    value: samples / 2
    doc: Whole half of the count.
  mean_position:
    value: (latitude + longitude) / 2
    doc: The mean of both coordinates.
  moving:
    value: speed > 0.5
    doc: The vehicle moves.
  quarter:
    value: samples / 4.0
    doc: A quarter, not whole.
  constant:
    value: -2.5e-3
    doc: A constant.
