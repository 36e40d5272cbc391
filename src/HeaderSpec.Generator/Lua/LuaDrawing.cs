namespace HeaderSpec.Lua;

/// <summary>The part of a dissector that is the same for every spec: what draws a message that was read, and hands it to Wireshark.</summary>
internal static class LuaDrawing
{
    /// <summary>The protocol, its fields and its expert infos. <c>NAME</c>, <c>TITLE</c> and <c>FILE</c> are in scope.</summary>
    public const string Protocol = """
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

        """;

    /// <summary>Checksums, the tree, and the dissector. <c>root</c> is in scope: the type of a message.</summary>
    public const string Drawing = """
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

        """;
}
