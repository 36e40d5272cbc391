meta:
  id: sensor_reading
  title: Reading of a sensor, every integer in both byte orders
  license: CC0-1.0
  ks-version: '0.11'
doc: One reading of each width, sign and byte order.
seq:
  - id: channel
    type: u1
    doc: The channel that was read.
  - id: trend
    type: s1
    doc: The change since the last reading.
  - id: pressure_be
    type: u2be
    doc: The pressure, most significant byte first.
  - id: pressure_le
    type: u2le
    doc: The pressure, least significant byte first.
  - id: altitude_be
    type: s2be
    doc: The altitude, most significant byte first.
  - id: altitude_le
    type: s2le
    doc: The altitude, least significant byte first.
  - id: uptime_be
    type: u4be
    doc: The uptime, most significant byte first.
  - id: uptime_le
    type: u4le
    doc: The uptime, least significant byte first.
  - id: drift_be
    type: s4be
    doc: The drift, most significant byte first.
  - id: drift_le
    type: s4le
    doc: The drift, least significant byte first.
  - id: serial_be
    type: u8be
    doc: The serial number, most significant byte first.
  - id: serial_le
    type: u8le
    doc: The serial number, least significant byte first.
  - id: offset_be
    type: s8be
    doc: The clock offset, most significant byte first.
  - id: offset_le
    type: s8le
    doc: The clock offset, least significant byte first.
