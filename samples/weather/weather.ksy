meta:
  id: weather
  title: Weather station report
  license: CC0-1.0
  ks-version: '0.11'
  endian: be
  bit-endian: be
  encoding: UTF-8
  -hs-namespace: Weather
doc: What a weather station tells its collector, in one datagram.
seq:
  - id: magic
    contents: WX
    doc: Marks a report.
  - id: version
    type: u1
    valid: 1
    doc: The version of this format.
  - id: on_battery
    type: b1
    doc: The station runs on its battery.
  - id: is_test
    type: b1
    doc: The readings are no weather.
  - id: sky
    type: b2
    enum: sky
    doc: What the station sees above it.
  - id: reserved
    type: b4
    -hs-reserved: true
    doc: Sent as zero.
  - id: sequence_number
    type: u2
    doc: Counts the station's reports.
  - id: checksum
    type: u2
    -hs-checksum: internet(_)
    -hs-display: hex
    doc: The Internet checksum of the whole report.
  - id: name_length
    type: u1
    -hs-unit: bytes
    doc: The length of the name.
  - id: name
    type: str
    size: name_length
    doc: The station's name.
  - id: readings
    type: reading
    repeat: eos
    doc: What was measured.
types:
  reading:
    doc: One measured value, or a remark.
    seq:
      - id: kind
        type: u1
        enum: kind
        doc: What was measured.
      - id: length
        type: u1
        -hs-unit: bytes
        doc: The length of the value.
      - id: value
        size: length
        type:
          switch-on: kind
          cases:
            'kind::temperature': temperature
            'kind::pressure': pressure
            'kind::wind': wind
            'kind::remark': remark
        doc: The value; of unknown kinds it stays bytes.
  temperature:
    seq:
      - id: tenths
        type: s2
        valid:
          min: -1000
          max: 1000
        -hs-unit: tenths of a degree Celsius
        doc: The temperature.
    instances:
      is_freezing:
        value: tenths < 0
        doc: Water freezes.
      whole_degrees:
        value: tenths / 10
        doc: Whole degrees, rounded down.
  pressure:
    seq:
      - id: pascals
        type: u4
        -hs-unit: Pa
        doc: The pressure of the air.
  wind:
    seq:
      - id: speed
        type: b12
        -hs-unit: tenths of a metre per second
        doc: The mean speed.
      - id: direction
        type: b12
        valid:
          max: 359
        -hs-unit: degrees
        doc: Whence the wind blows, clockwise from north.
  remark:
    seq:
      - id: text
        type: strz
        doc: What an observer added.
enums:
  sky:
    0: { id: unknown, doc: The station cannot see it. }
    1: { id: clear, doc: No clouds. }
    2: { id: cloudy, doc: Some clouds. }
    3: { id: overcast, doc: Clouds everywhere. }
  kind:
    1: { id: temperature, doc: The temperature of the air. }
    2: { id: pressure, doc: The pressure of the air. }
    3: { id: wind, doc: Speed and direction of the wind. }
    9: { id: remark, doc: A remark of an observer. }
