namespace HeaderSpec.Lua;

/// <summary>The part of a dissector that is the same for every spec: what reads values from the packet, and remembers where they stood.</summary>
internal static class LuaRuntime
{
    /// <summary>Streams, numbers, bits, bytes, text, objects and lists. What cannot be read raises a fault, a table; anything else that is raised is an error of the dissector.</summary>
    public const string Reading = """
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

        """;

    /// <summary>What expressions need beside Lua's own operators.</summary>
    public const string Arithmetic = """
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

        """;
}
