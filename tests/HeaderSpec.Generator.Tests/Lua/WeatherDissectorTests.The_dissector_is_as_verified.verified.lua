-- Weather station report: a dissector for Wireshark, made from weather.ksy by `tcpengine headerspec lua`. Edit the spec, not this file.
local NAME, TITLE, FILE = "weather", "Weather station report", "weather.ksy"

-- Wireshark has one protocol of each name: where this one's is taken, "ksy_" goes before it.
local function new_protocol()
  local ok, made = pcall(Proto, NAME, TITLE)
  if ok then return made, NAME end
  return Proto("ksy_" .. NAME, TITLE .. " (" .. FILE .. ")"), "ksy_" .. NAME
end

local p, prefix = new_protocol()
local fields = {}

local function define(field, name, path, more)
  fields[#fields + 1] = field
  more = more or {}
  more.field, more.name, more.path = field, name, path
  return more
end

local function names(values)
  local named = {}
  for name, value in pairs(values) do named[value] = name end
  return named
end

local function expert_info(name, text, group, severity)
  return ProtoExpert.new(prefix .. ".expert." .. name, text, expert.group[group], expert.severity[severity])
end

local experts = {
  truncated = expert_info("truncated", "Truncated", "MALFORMED", "ERROR"),
  unterminated = expert_info("unterminated", "Unterminated", "MALFORMED", "ERROR"),
  invalid_length = expert_info("invalid_length", "Invalid length", "MALFORMED", "ERROR"),
  invalid_value = expert_info("invalid_value", "Invalid value", "PROTOCOL", "WARN"),
  no_value = expert_info("no_value", "An expression has no value", "MALFORMED", "ERROR"),
  inexact = expert_info("inexact", "An expression is not exact", "UNDECODED", "WARN"),
  too_deep = expert_info("too_deep", "Nested too deep", "MALFORMED", "ERROR"),
  endless = expert_info("endless", "Too many items", "MALFORMED", "ERROR"),
  reserved = expert_info("reserved", "Reserved bits are not zero", "PROTOCOL", "NOTE"),
  opaque = expert_info("opaque", "Body left as bytes", "PROTOCOL", "NOTE"),
  checksum = expert_info("checksum", "Bad checksum", "CHECKSUM", "ERROR"),
  unreadable = expert_info("unreadable", "An instance cannot be read", "UNDECODED", "NOTE"),
  cut_short = expert_info("cut_short", "The capture holds a part of the packet", "UNDECODED", "NOTE"),
}
local e, v = {}, {} -- the enums: values by name, names by value
e.sky = { unknown = 0, clear = 1, cloudy = 2, overcast = 3 }
v.sky = names(e.sky)
e.kind = { temperature = 1, pressure = 2, wind = 3, remark = 9 }
v.kind = names(e.kind)

local d = {}
d.magic = define(ProtoField.bytes(prefix .. ".magic", "Magic", base.NONE, "Marks a report."), "Magic", "/seq/magic", { contents = "WX" })
d.version = define(ProtoField.uint8(prefix .. ".version", "Version", base.DEC, nil, nil, "The version of this format."), "Version", "/seq/version", { size = 1 })
d.on_battery = define(ProtoField.bool(prefix .. ".on_battery", "On battery", 8, nil, 0x80, "The station runs on its battery."), "On battery", "/seq/on_battery", { bits = 1, boolean = true, word = 1, back = 0 })
d.is_test = define(ProtoField.bool(prefix .. ".is_test", "Is test", 8, nil, 0x40, "The readings are no weather."), "Is test", "/seq/is_test", { bits = 1, boolean = true, word = 1, back = 0 })
d.sky = define(ProtoField.uint8(prefix .. ".sky", "Sky", base.DEC, v.sky, 0x30, "What the station sees above it."), "Sky", "/seq/sky", { bits = 2, word = 1, back = 0 })
d.reserved = define(ProtoField.uint8(prefix .. ".reserved", "Reserved", base.DEC, nil, 0x0f, "Sent as zero."), "Reserved", "/seq/reserved", { bits = 4, word = 1, back = 0, reserved = true })
d.sequence_number = define(ProtoField.uint16(prefix .. ".sequence_number", "Sequence number", base.DEC, nil, nil, "Counts the station's reports."), "Sequence number", "/seq/sequence_number", { size = 2 })
d.checksum_status = define(ProtoField.uint8(prefix .. ".checksum_status", "Checksum status", base.DEC, { [0] = "Bad", [1] = "Good", [2] = "Unverified" }), "Checksum status", "/seq/checksum")
d.checksum = define(ProtoField.uint16(prefix .. ".checksum", "Checksum", base.HEX, nil, nil, "The Internet checksum of the whole report."), "Checksum", "/seq/checksum", { size = 2, status = d.checksum_status })
d.name_length = define(ProtoField.uint8(prefix .. ".name_length", "Name length", base.UNIT_STRING, { " bytes" }, nil, "The length of the name."), "Name length", "/seq/name_length", { size = 1 })
d.name = define(ProtoField.string(prefix .. ".name", "Name", base.NONE, "The station's name."), "Name", "/seq/name", { encoding = "UTF-8" })
d.readings = define(ProtoField.none(prefix .. ".readings", "Readings", "What was measured."), "Readings", "/seq/readings")
d["reading.kind"] = define(ProtoField.uint8(prefix .. ".reading.kind", "Kind", base.DEC, v.kind, nil, "What was measured."), "Kind", "/types/reading/seq/kind", { size = 1 })
d["reading.length"] = define(ProtoField.uint8(prefix .. ".reading.length", "Length", base.UNIT_STRING, { " bytes" }, nil, "The length of the value."), "Length", "/types/reading/seq/length", { size = 1 })
d["reading.value"] = define(ProtoField.bytes(prefix .. ".reading.value", "Value", base.NONE, "The value; of unknown kinds it stays bytes."), "Value", "/types/reading/seq/value")
d["reading.value_temperature"] = define(ProtoField.none(prefix .. ".reading.value_temperature", "Value (temperature)", "The value; of unknown kinds it stays bytes."), "Value (temperature)", "/types/reading/seq/value")
d["reading.value_pressure"] = define(ProtoField.none(prefix .. ".reading.value_pressure", "Value (pressure)", "The value; of unknown kinds it stays bytes."), "Value (pressure)", "/types/reading/seq/value")
d["reading.value_wind"] = define(ProtoField.none(prefix .. ".reading.value_wind", "Value (wind)", "The value; of unknown kinds it stays bytes."), "Value (wind)", "/types/reading/seq/value")
d["reading.value_remark"] = define(ProtoField.none(prefix .. ".reading.value_remark", "Value (remark)", "The value; of unknown kinds it stays bytes."), "Value (remark)", "/types/reading/seq/value")
d["temperature.tenths"] = define(ProtoField.int16(prefix .. ".temperature.tenths", "Tenths", base.UNIT_STRING, { " tenths of a degree Celsius" }, nil, "The temperature."), "Tenths", "/types/temperature/seq/tenths", { size = 2, signed = true })
d["temperature.is_freezing"] = define(ProtoField.bool(prefix .. ".temperature.is_freezing", "Is freezing", base.NONE, nil, 0, "Water freezes."), "Is freezing", "/types/temperature/instances/is_freezing")
d["temperature.whole_degrees"] = define(ProtoField.int32(prefix .. ".temperature.whole_degrees", "Whole degrees", base.DEC, nil, nil, "Whole degrees, rounded down."), "Whole degrees", "/types/temperature/instances/whole_degrees")
d["pressure.pascals"] = define(ProtoField.uint32(prefix .. ".pressure.pascals", "Pascals", base.UNIT_STRING, { " Pa" }, nil, "The pressure of the air."), "Pascals", "/types/pressure/seq/pascals", { size = 4 })
d["wind.speed"] = define(ProtoField.uint24(prefix .. ".wind.speed", "Speed", base.UNIT_STRING, { " tenths of a metre per second" }, 0xfff000, "The mean speed."), "Speed", "/types/wind/seq/speed", { bits = 12, word = 3, back = 0 })
d["wind.direction"] = define(ProtoField.uint24(prefix .. ".wind.direction", "Direction", base.UNIT_STRING, { " degrees" }, 0x000fff, "Whence the wind blows, clockwise from north."), "Direction", "/types/wind/seq/direction", { bits = 12, word = 3, back = 1 })
d["remark.text"] = define(ProtoField.string(prefix .. ".remark.text", "Text", base.NONE, "What an observer added."), "Text", "/types/remark/seq/text", { encoding = "UTF-8", terminator = "\000", required = true, consumed = true })

local MAX_DEPTH = 64      -- how often a type may hold itself
local MAX_ITEMS = 100000  -- of one message; Wireshark gives up at a million
local EXACT = 2 ^ 53      -- from here on, numbers are not exact

local byte, sub, floor, fmod = string.byte, string.sub, math.floor, math.fmod
local band, bor, bxor = (bit32 or bit).band, (bit32 or bit).bor, (bit32 or bit).bxor

local packet      -- the packet at hand, a Tvb
local data        -- its bytes
local current     -- the object that is being read
local items_left  -- how many items may still be drawn

local function fault(kind, text)
  error({ kind = kind, text = text, object = current }, 0)
end

local function is_fault(raised)
  if type(raised) ~= "table" then error(raised, 0) end
  return true
end

-- What is found wrong with the item that was read last. Reading goes on.
local function finding(self, kind, text)
  local item = self._items[#self._items]
  item.findings = item.findings or {}
  table.insert(item.findings, { kind = kind, text = text })
end

local function add_item(self, d, draw, from, length)
  items_left = items_left - 1
  if items_left < 0 then fault("endless", "more than " .. MAX_ITEMS .. " items") end
  local list = self._items.list
  local item = { d = d, draw = draw, from = from, length = length, index = list and list.n }
  self._items[#self._items + 1] = item
  return item
end

-- Streams: a part of the packet, and how far it was read.

local function new_stream(base, size)
  return { base = base, size = size, pos = 0, bit = 0, little = false }
end

local function position(io)
  return io.bit > 0 and io.pos + 1 or io.pos
end

local function is_end(io)
  return io.bit == 0 and io.pos >= io.size
end

local function align(io)
  io.pos, io.bit = position(io), 0
end

local function truncated(d, needed, left)
  fault("truncated", ("%s needs %.0f more bytes than there are"):format(d.path, needed - left))
end

-- Passes over bytes, and gives the offset in the packet at which they begin.
local function take(io, size, d)
  align(io)
  if size < 0 then fault("invalid_length", ("%s has the length %.0f"):format(d.path, size)) end
  if size > io.size - io.pos then truncated(d, size, io.size - io.pos) end
  local from = io.base + io.pos
  io.pos = io.pos + size
  return from
end

local function substream(io, d, size)
  align(io)
  size = size or io.size - io.pos
  return new_stream(take(io, size, d), size)
end

-- Integers. Beyond 53 bits a value is near, and what computes with it asks `exact` first.

local function unsigned(from, size, little)
  local value = 0.0
  for i = 1, size do
    value = value * 256 + byte(data, little and from + size + 1 - i or from + i)
  end
  return size < 8 and floor(value) or value
end

local function signed(from, size, little)
  local value = byte(data, little and from + size or from + 1)
  value = value < 128 and value or value - 256.0
  for i = 2, size do
    value = value * 256 + byte(data, little and from + size + 1 - i or from + i)
  end
  return size < 8 and floor(value) or value
end

local function draw_number(tree, item)
  local range = packet(item.from, item.length)
  if item.little then return tree:add_le(item.d.field, range) end
  return tree:add(item.d.field, range)
end

local function check_reserved(self, d, value)
  if d.reserved and value ~= 0 and value ~= false then finding(self, "reserved", "Reserved bits are not zero") end
end

local function number(self, io, d, little)
  local from = take(io, d.size, d)
  add_item(self, d, draw_number, from, d.size).little = little
  local value
  if d.float then
    local range = packet(from, d.size)
    value = little and range:le_float() or not little and range:float()
  else
    value = (d.signed and signed or unsigned)(from, d.size, little)
  end
  check_reserved(self, d, value)
  return value
end

-- Bits. `from` counts bits from the stream's first; at most 32 at a time are exact in every Lua.
local function bits_at(base, from, count, little)
  local value, done = 0, 0
  while done < count do
    local inside = from % 8
    local taken = math.min(8 - inside, count - done)
    local whole = byte(data, base + floor(from / 8) + 1)
    if little then
      value = value + floor(whole / 2 ^ inside) % 2 ^ taken * 2 ^ done
    else
      value = value * 2 ^ taken + floor(whole / 2 ^ (8 - inside - taken)) % 2 ^ taken
    end
    from, done = from + taken, done + taken
  end
  return floor(value)
end

local function picture(item)
  local text = {}
  for i = 0, item.length * 8 - 1 do
    local at = i - item.skipped
    local drawn = (at >= 0 and at < item.d.bits) and tostring(bits_at(item.from, i, 1, false)) or "."
    text[#text + 1] = (i > 0 and i % 4 == 0) and " " .. drawn or drawn
  end
  return table.concat(text) .. " = "
end

-- With a mask Wireshark draws the bits by itself, where the whole word is there.
local function draw_bits(tree, item)
  local d = item.d
  if d.word then
    local from = item.from - d.back
    if from + d.word <= #data then
      if item.little then return tree:add_le(d.field, packet(from, d.word)) end
      return tree:add(d.field, packet(from, d.word))
    end
    return tree:add(packet(item.from, item.length), ("%s: %s"):format(d.name, tostring(item.value)))
  end
  local drawn = tree:add(d.field, packet(item.from, item.length), item.high and UInt64(item.low, item.high) or item.value)
  if not item.little then drawn:prepend_text(picture(item)) end
  return drawn
end

local function bits(self, io, d, little)
  if io.little ~= little then align(io) end
  io.little = little
  local count, from = d.bits, io.pos * 8 + io.bit
  if count > io.size * 8 - from then truncated(d, math.ceil((from + count) / 8), io.size) end
  local first = floor(from / 8)
  local item = add_item(self, d, draw_bits, io.base + first, floor((from + count + 7) / 8) - first)
  local value
  if count <= 32 then
    value = bits_at(io.base, from, count, little)
  else
    local high = bits_at(io.base, little and from + 32 or from, count - 32, little)
    local low = bits_at(io.base, little and from or from + count - 32, 32, little)
    value = high * 2.0 ^ 32 + low
    item.high, item.low = high, low
  end
  io.pos, io.bit = floor((from + count) / 8), (from + count) % 8
  if d.boolean then value = value ~= 0 end
  item.value, item.little, item.skipped = value, little, from % 8
  check_reserved(self, d, value)
  return value
end

-- Bytes and text.

local REPLACEMENT = "\239\191\189"

local function utf8_of(code)
  if code < 0x80 then return string.char(code) end
  if code < 0x800 then return string.char(0xc0 + floor(code / 0x40), 0x80 + code % 0x40) end
  if code < 0x10000 then return string.char(0xe0 + floor(code / 0x1000), 0x80 + floor(code / 0x40) % 0x40, 0x80 + code % 0x40) end
  return string.char(0xf0 + floor(code / 0x40000), 0x80 + floor(code / 0x1000) % 0x40, 0x80 + floor(code / 0x40) % 0x40, 0x80 + code % 0x40)
end

-- The number of bytes of the character that begins at i, and whether it is whole and well-formed (RFC 3629, section 4).
local function utf8_length(raw, i)
  local first, second = byte(raw, i, i + 1)
  if first < 0x80 then return 1, true end
  local length = first >= 0xc2 and first <= 0xdf and 2 or first >= 0xe0 and first <= 0xef and 3 or first >= 0xf0 and first <= 0xf4 and 4 or 1
  if length == 1 then return 1, false end
  local low = first == 0xe0 and 0xa0 or first == 0xf0 and 0x90 or 0x80
  local high = first == 0xed and 0x9f or first == 0xf4 and 0x8f or 0xbf
  if not second or second < low or second > high then return 1, false end
  for n = 2, length - 1 do
    local next = byte(raw, i + n)
    if not next or next < 0x80 or next > 0xbf then return n, false end
  end
  return length, true
end

-- A byte that is not ASCII becomes the character of its number: nothing is lost.
local function decode_single(raw)
  return (raw:gsub("[\128-\255]", function(c) return utf8_of(byte(c)) end))
end

local decoders = {
  ["ASCII"] = decode_single,
  ["ISO-8859-1"] = decode_single,
  ["UTF-8"] = function(raw)
    if not raw:find("[\128-\255]") then return raw end
    local text, i = {}, 1
    while i <= #raw do
      local length, is_whole = utf8_length(raw, i)
      text[#text + 1] = is_whole and sub(raw, i, i + length - 1) or REPLACEMENT
      i = i + length
    end
    return table.concat(text)
  end,
}

local function utf16_decoder(first, second)
  return function(raw)
    local text, i = {}, 1
    local function unit(at)
      local a, b = byte(raw, at + first), byte(raw, at + second)
      return a and b and a * 256 + b
    end
    while i <= #raw do
      local code, low = unit(i), nil
      if code and code >= 0xd800 and code < 0xdc00 then low = unit(i + 2) end
      if low and low >= 0xdc00 and low < 0xe000 then
        text[#text + 1] = utf8_of(0x10000 + (code - 0xd800) * 0x400 + low - 0xdc00)
        i = i + 4
      else
        text[#text + 1] = (not code or code >= 0xd800 and code < 0xe000) and REPLACEMENT or utf8_of(code)
        i = i + 2
      end
    end
    return table.concat(text)
  end
end

decoders["UTF-16BE"], decoders["UTF-16LE"] = utf16_decoder(0, 1), utf16_decoder(1, 0)

local function hex(raw)
  return (raw:gsub(".", function(c) return ("%02x"):format(byte(c)) end))
end

-- Where the terminator begins, in steps of its own length; nil where there is none.
local function find_terminator(from, stop, terminator)
  for at = from, stop - #terminator, #terminator do
    if sub(data, at + 1, at + #terminator) == terminator then return at end
  end
end

-- A text ends for Wireshark where it holds a zero.
local function printable(text)
  return (text:gsub("%z", "\226\144\128"))
end

local function draw_bytes(tree, item)
  return tree:add(item.d.field, packet(item.from, item.length))
end

local function draw_text(tree, item)
  return tree:add(item.d.field, packet(item.from, item.length), printable(item.value))
end

local function bytes(self, io, d, size)
  align(io)
  local limit = io.base + io.size
  local from, stop = io.base + io.pos, nil
  if d.contents then size = #d.contents end
  if size or d.to_end then
    size = size or io.size - io.pos
    take(io, size, d)
    stop = from + size
    while d.padding and stop > from and byte(data, stop) == d.padding do stop = stop - 1 end
    local at = d.terminator and find_terminator(from, stop, d.terminator)
    if at then stop = at + (d.included and #d.terminator or 0) end
  else
    local at = find_terminator(from, limit, d.terminator)
    if not at and d.required then fault("unterminated", d.path .. " has no terminator") end
    stop = not at and limit or d.included and at + #d.terminator or at
    io.pos = (not at and limit or d.consumed and at + #d.terminator or at) - io.base
  end
  local value = sub(data, from + 1, stop)
  if d.encoding then
    value = decoders[d.encoding](value)
    add_item(self, d, draw_text, from, io.base + io.pos - from).value = value
  else
    add_item(self, d, draw_bytes, from, stop - from)
  end
  if d.contents and value ~= d.contents then finding(self, "invalid_value", "Must be " .. hex(d.contents)) end
  return value
end

-- Types and their objects. A member that is no field is an instance, or absent.

local function new_type(path, spec, is_root, is_recursive)
  local made = { path = path, spec = spec, is_root = is_root, is_recursive = is_recursive, get = {}, instances = {} }
  made.meta = {
    __index = function(self, key)
      if byte(key) == 95 then return nil end
      local get = made.get[key]
      local value = get and get(self)
      if value == nil then fault("no_value", "'" .. key .. "' has no value") end
      rawset(self, key, value)
      return value
    end,
  }
  return made
end

local function new_object(kind, io, from, parent)
  local self = setmetatable({ _type = kind, _io = io, _from = from, _drawn = {}, _shown = {}, _depth = 0, _parent = parent }, kind.meta)
  self._items = self._drawn
  self._root = not kind.is_root and parent and parent._type.spec == kind.spec and parent._root or self
  if kind.is_recursive and parent and parent._type.is_recursive then self._depth = parent._depth + 1 end
  return self
end

local function read_object(self)
  local outer = current
  current = self
  if self._depth > MAX_DEPTH then fault("too_deep", self._type.path .. " holds itself more often than " .. MAX_DEPTH .. " times") end
  self._type.read(self, self._io)
  align(self._io)
  current = outer
  self._to = self._io.base + self._io.pos
end

local draw_object

-- Reads an object: from a stream of its own where it has a size.
local function object(self, io, d, kind, size, given)
  align(io)
  local inner = (size or d.to_end) and substream(io, d, size) or io
  local from = inner.base + inner.pos
  local child = new_object(kind, inner, from, self)
  for key, value in pairs(given or {}) do rawset(child, key, value) end
  local item = add_item(self, d, draw_object, from, 0)
  item.object = child
  read_object(child)
  return child
end

-- Reads what a switch chose; raw bytes where that does not fit into them.
local function attempt(self, io, d, size, read)
  local pos, bit, items, count, outer = io.pos, io.bit, self._items, #self._items, current
  local ok, value = pcall(read)
  if ok and (type(value) ~= "table" or is_end(value._io)) then return value end
  if not ok then is_fault(value) end
  for i = #items, count + 1, -1 do items[i] = nil end
  io.pos, io.bit, self._items, current = pos, bit, items, outer
  local raw = bytes(self, io, d, size)
  finding(self, "opaque", "The bytes are not what their kind says")
  return raw
end

-- Reads an instance elsewhere, and comes back.
local function seek(self, key, io, at, read)
  if at < 0 or at > io.size then fault("truncated", "there is no offset " .. at) end
  if self._shown[key] == false then fault("no_value", "'" .. key .. "' needs itself") end
  local pos, bit, items, outer = io.pos, io.bit, self._items, current
  local shown = {}
  self._items, self._shown[key], current = shown, false, self
  io.pos, io.bit = at, 0
  local ok, value = pcall(read, io)
  io.pos, io.bit, self._items, self._shown[key], current = pos, bit, items, shown, outer
  if not ok then
    self._shown[key] = nil
    error(value, 0)
  end
  return value
end

local draw_list

local function begin_list(self, io, d)
  align(io)
  local item = add_item(self, d, draw_list, io.base + io.pos, nil)
  item.items, item.outer, item.io = {}, self._items, io
  local list = { n = 0, _item = item }
  item.items.list = list
  self._items = item.items
  return list
end

local function append(list, value)
  list.n = list.n + 1
  list[list.n] = value
  if list.n > MAX_ITEMS then fault("endless", "a list of more than " .. MAX_ITEMS .. " items") end
end

local function end_list(self, list)
  self._items = list._item.outer
  list._item.length = list._item.io.base + position(list._item.io) - list._item.from
end
-- Expressions: integers without overflow, division towards minus infinity, remainders that are not negative.

local function exact(value)
  if not (value < EXACT and value > -EXACT) then fault("inexact", "more than 53 bits: Lua's numbers are not exact") end
  return value
end

local function divide(left, right)
  if right == 0 then fault("no_value", "a division by zero") end
  local rest = fmod(left, right)
  local quotient = (left - rest) / right
  return floor((rest ~= 0 and (rest < 0) ~= (right < 0)) and quotient - 1 or quotient)
end

local function modulo(left, right)
  if right <= 0 then fault("no_value", "a remainder of a division by zero or less") end
  local rest = fmod(left, right)
  return floor(rest < 0 and rest + right or rest)
end

-- Two's complement, in two words of 32 bits.
local function both(operator, left, right)
  local low = operator(left % 2 ^ 32, right % 2 ^ 32) % 2 ^ 32
  local high = operator(floor(left / 2 ^ 32) % 2 ^ 32, floor(right / 2 ^ 32) % 2 ^ 32) % 2 ^ 32
  if high >= 2 ^ 31 then high = high - 2 ^ 32 end
  return floor(high * 2 ^ 32 + low)
end

local function bit_and(left, right) return both(band, left, right) end
local function bit_or(left, right) return both(bor, left, right) end
local function bit_xor(left, right) return both(bxor, left, right) end

local function shift_left(value, count)
  if count < 0 then fault("no_value", "a shift by less than zero") end
  return value == 0 and 0 or exact(value * 2 ^ count)
end

local function shift_right(value, count)
  if count < 0 then fault("no_value", "a shift by less than zero") end
  return floor(value / 2 ^ math.min(count, 64))
end

local function truncate(value)
  if value ~= value then fault("no_value", "what is no number has no integer") end
  return exact(value < 0 and math.ceil(value) or floor(value))
end

local function text_of(value)
  return ("%.0f"):format(value)
end

-- In UTF-16 code units.
local function text_length(text)
  local length = 0
  for c in text:gmatch("[^\128-\191]") do length = length + (byte(c) >= 0xf0 and 2 or 1) end
  return length
end

local function integer_of(text, radix)
  local sign, digits = text:match(radix == 10 and "^([+-]?)(%d+)$" or "^(-?)(%w+)$")
  local value = digits and tonumber(digits, radix)
  if not value then fault("no_value", "a text that is no number") end
  return exact(sign == "-" and -value or value)
end

-- In the order of their bytes, whatever the locale.
local function is_less(left, right)
  for i = 1, math.min(#left, #right) do
    local a, b = byte(left, i), byte(right, i)
    if a ~= b then return a < b end
  end
  return #left < #right
end

local function byte_at(raw, index)
  local value = index >= 0 and byte(raw, index + 1)
  if not value then fault("no_value", "there is no byte " .. index) end
  return value
end

local function item_at(list, index)
  local value = list[index + 1]
  if value == nil or index < 0 then fault("no_value", "there is no item " .. index) end
  return value
end

local function last_byte(raw) return byte_at(raw, #raw - 1) end
local function last_item(list) return item_at(list, list.n - 1) end

local function best_of(list, is_better)
  local best = item_at(list, 0)
  for i = 2, list.n do
    if is_better(list[i], best) then best = list[i] end
  end
  return best
end

local function least(list) return best_of(list, function(a, b) return a < b end) end
local function greatest(list) return best_of(list, function(a, b) return a > b end) end

local function bytes_of(raw)
  local list = { n = #raw }
  for i = 1, #raw do list[i] = byte(raw, i) end
  return list
end

local function shown(value)
  if type(value) == "number" then return value == floor(value) and text_of(value) or tostring(value) end
  return tostring(value)
end

local function check(self, is_valid, rule, wanted)
  if not is_valid then finding(self, "invalid_value", rule .. (wanted ~= nil and " " .. shown(wanted) or "")) end
end
local verify_checksum, unverified_checksum

-- The types of the spec.

local root
local t = {}
root = new_type("/", "weather", true, false)
t.reading = new_type("/types/reading", "weather", false, false)
t.temperature = new_type("/types/temperature", "weather", false, false)
t.pressure = new_type("/types/pressure", "weather", false, false)
t.wind = new_type("/types/wind", "weather", false, false)
t.remark = new_type("/types/remark", "weather", false, false)

-- weather: What a weather station tells its collector, in one datagram.
root.read = function(self, io)
  self.magic = bytes(self, io, d.magic)
  self.version = number(self, io, d.version, false)
  check(self, (self.version == 1), "Must be", 1)
  self.on_battery = bits(self, io, d.on_battery, false)
  self.is_test = bits(self, io, d.is_test, false)
  self.sky = bits(self, io, d.sky, false)
  self.reserved = bits(self, io, d.reserved, false)
  self.sequence_number = number(self, io, d.sequence_number, false)
  self.checksum = number(self, io, d.checksum, false)
  local checksum = self._items[#self._items]
  self.name_length = number(self, io, d.name_length, false)
  self.name = bytes(self, io, d.name, self.name_length)
  do
    local list = begin_list(self, io, d.readings)
    self.readings = list
    while not is_end(io) do
      local _index, _ = list.n, nil
      _ = object(self, io, d.readings, t.reading)
      append(list, _)
    end
    end_list(self, list)
  end
  verify_checksum(self, checksum, io.base + position(io))
end

-- weather::reading: One measured value, or a remark.
t.reading.read = function(self, io)
  self.kind = number(self, io, d["reading.kind"], false)
  self.length = number(self, io, d["reading.length"], false)
  do
    local size = self.length
    if (self.kind == e.kind.temperature) then
      self.value = object(self, io, d["reading.value_temperature"], t.temperature, size)
    elseif (self.kind == e.kind.pressure) then
      self.value = object(self, io, d["reading.value_pressure"], t.pressure, size)
    elseif (self.kind == e.kind.wind) then
      self.value = object(self, io, d["reading.value_wind"], t.wind, size)
    elseif (self.kind == e.kind.remark) then
      self.value = object(self, io, d["reading.value_remark"], t.remark, size)
    else
      self.value = bytes(self, io, d["reading.value"], size)
    end
  end
end

-- weather::temperature
t.temperature.read = function(self, io)
  self.tenths = number(self, io, d["temperature.tenths"], false)
  check(self, (self.tenths >= (-1000)), "Must be at least", (-1000))
  check(self, (self.tenths <= 1000), "Must be at most", 1000)
end

t.temperature.get.is_freezing = function(self)
  return (self.tenths < 0)
end
table.insert(t.temperature.instances, { "is_freezing", d["temperature.is_freezing"] })

t.temperature.get.whole_degrees = function(self)
  return divide(self.tenths, 10)
end
table.insert(t.temperature.instances, { "whole_degrees", d["temperature.whole_degrees"] })

-- weather::pressure
t.pressure.read = function(self, io)
  self.pascals = number(self, io, d["pressure.pascals"], false)
end

-- weather::wind
t.wind.read = function(self, io)
  self.speed = bits(self, io, d["wind.speed"], false)
  self.direction = bits(self, io, d["wind.direction"], false)
  check(self, (self.direction <= 359), "Must be at most", 359)
end

-- weather::remark
t.remark.read = function(self, io)
  self.text = bytes(self, io, d["remark.text"])
end

-- RFC 1071: the sum of 16-bit words, without those of the checksum itself.
verify_checksum = function(self, item, stop)
  local sum = 0
  for at = self._from, stop - 1 do
    local is_own = at >= item.from and at < item.from + 2
    if not is_own then sum = sum + byte(data, at + 1) * ((at - self._from) % 2 == 0 and 256 or 1) end
  end
  while sum > 0xffff do sum = sum % 0x10000 + floor(sum / 0x10000) end
  local wanted = 0xffff - sum
  local found = unsigned(item.from, 2, false)
  -- Ones' complement has two zeros.
  item.is_correct = found == wanted or found % 0xffff == wanted % 0xffff
  item.note = item.is_correct and " [correct]" or (" [incorrect, should be 0x%04x]"):format(wanted)
  if not item.is_correct then
    item.findings = item.findings or {}
    table.insert(item.findings, { kind = "checksum", text = ("Bad checksum: should be 0x%04x"):format(wanted) })
  end
end

unverified_checksum = function(item)
  item.note = " [unverified]"
end

local function tell(tree, kind, text)
  tree:add_proto_expert_info(experts[kind], text)
end

local draw_instances

local function draw_item(tree, item, level)
  local d = item.d
  local drawn = item.draw(tree, item, level)
  if item.index and item.object then drawn:set_text(("%s [%d]"):format(d.name, item.index)) end
  if d.unit then drawn:append_text(" " .. d.unit) end
  if item.note then drawn:append_text(item.note) end
  for _, found in ipairs(item.findings or {}) do
    tell(drawn, found.kind, d.name .. ": " .. found.text)
  end
  if d.status and item.note then
    local status = item.is_correct == nil and 2 or item.is_correct and 1 or 0
    tree:add(d.status.field, packet(item.from, item.length), status):set_generated()
  end
  return drawn
end

local function draw_items(tree, items, level)
  for _, item in ipairs(items) do draw_item(tree, item, level) end
end

local function draw_members(tree, self, level)
  draw_items(tree, self._drawn, level)
  local found = self._fault
  if found then tell(tree, found.kind, found.text) end
  if self._to then draw_instances(tree, self, level) end
end

draw_object = function(tree, item, level)
  local self = item.object
  local to = self._to or self._io.base + position(self._io)
  local drawn = tree:add(item.d.field, packet(self._from, math.max(to - self._from, 0)))
  draw_members(drawn, self, level)
  return drawn
end

draw_list = function(tree, item, level)
  local length = item.length or item.io.base + position(item.io) - item.from
  local count = #item.items
  local drawn = tree:add(packet(item.from, math.max(length, 0)), ("%s: %d %s"):format(item.d.name, count, count == 1 and "item" or "items"))
  draw_items(drawn, item.items, level)
  return drawn
end

local function draw_value(tree, d, value)
  if d.wide then value = Int64.new(("%.0f"):format(value)) end
  if d.raw then value = hex(value) end
  if d.text then value = printable(value) end
  local drawn = tree:add(d.field, value)
  drawn:set_generated()
  if d.unit then drawn:append_text(" " .. d.unit) end
end

-- Instances are drawn after the fields: what is computed, and what is read elsewhere.
draw_instances = function(tree, self, level)
  for _, instance in ipairs(self._type.instances) do
    local key, d = instance[1], instance[2]
    current = self
    local ok, value = pcall(function()
      local known = rawget(self, key)
      if known ~= nil then return known end
      known = self._type.get[key](self)
      rawset(self, key, known)
      return known
    end)
    if not ok then
      is_fault(value)
      tell(tree, value.kind == "inexact" and "inexact" or "unreadable", ("%s: %s"):format(d.name, value.text))
    elseif self._shown[key] then
      for _, item in ipairs(self._shown[key]) do
        if item.object and level >= 6 then
          tree:add(packet(item.from, 0), d.name .. ": not shown, this deep"):set_generated()
        else
          draw_item(tree, item, level + 1):set_generated()
        end
      end
    elseif value ~= nil and d.field then
      draw_value(tree, d, value)
    end
  end
end

-- Reads one message. What it could not read is remembered where it stood.
local function read_message(offset)
  local size = #data - offset
  local self = new_object(root, new_stream(offset, size), offset, nil)
  items_left = MAX_ITEMS
  current = self
  local ok, raised = pcall(read_object, self)
  if not ok and is_fault(raised) then
    raised.object._fault = raised
    return self, raised.kind
  end
  return self, nil
end

local DESEGMENT, TCP = DESEGMENT_ONE_MORE_SEGMENT, 2

function p.dissector(tvb, pinfo, tree)
  local offset, size = 0, tvb:captured_len()
  local is_cut = size < tvb:reported_len()
  packet, data = tvb, size > 0 and tvb:raw(0, size) or ""
  repeat
    local self, failed = read_message(offset)
    local is_short = failed == "truncated" or failed == "unterminated"
    if is_short and pinfo.can_desegment > 0 and not is_cut then
      pinfo.desegment_offset, pinfo.desegment_len = offset, DESEGMENT
      return size
    end
    local used = failed and size - offset or math.max(self._to - offset, 0)
    local drawn = tree:add(p, tvb(offset, used))
    draw_members(drawn, self, 0)
    if is_cut then tell(drawn, "cut_short", ("The capture holds %d of %d bytes"):format(size, tvb:reported_len())) end
    offset = offset + used
  until used == 0 or offset >= size or pinfo.port_type ~= TCP
  pinfo.cols.protocol = NAME:upper()
  pinfo.cols.info = TITLE
  if offset < size then Dissector.get("data"):call(tvb(offset):tvb(), pinfo, tree) end
  packet, data, current = nil, nil, nil
  return size
end
p.fields = fields
p.experts = experts

DissectorTable.get("udp.port"):add_for_decode_as(p)
DissectorTable.get("udp.port"):add(4711, p)
DissectorTable.get("tcp.port"):add_for_decode_as(p)
DissectorTable.get("ethertype"):add_for_decode_as(p)
DissectorTable.get("ip.proto"):add_for_decode_as(p)
