namespace Capture.Plugin;

/// <summary>The part of the plugin that is the same for every schema: finding the trailer, reading protobuf's wire format, drawing.</summary>
internal static class PluginTemplate
{
    public const string Text = """
        -- Wireshark dissector for the annotations of tcpengine captures.
        -- Generated from annotation.proto by `tcpengine install`: changes made here are lost.

        local p = Proto("tcpengine", "TCP Engine Annotation")
        local f = p.fields

        @ENUMS@
        @FIELDS@
        -- Derived from the fields above.
        f.direction = ProtoField.string("tcpengine.direction", "Direction")
        f.state_changed = ProtoField.bool("tcpengine.state_changed", "State changed")

        local dropped = ProtoExpert.new("tcpengine.dropped", "The endpoint dropped this segment", expert.group.SEQUENCE, expert.severity.WARN)
        local retransmitted = ProtoExpert.new("tcpengine.retransmitted", "The endpoint sent this segment again", expert.group.SEQUENCE, expert.severity.NOTE)
        local link_fault = ProtoExpert.new("tcpengine.link_fault", "The simulated link interfered", expert.group.SEQUENCE, expert.severity.NOTE)
        local malformed = ProtoExpert.new("tcpengine.malformed", "This annotation cannot be decoded", expert.group.MALFORMED, expert.severity.ERROR)
        p.experts = { dropped, retransmitted, link_fault, malformed }

        local decoders = {
        @DECODERS@}

        local MAGIC = "TCPE"
        local HEADER_LENGTH = 8
        local VERSION = 1
        local MINIMUM_FRAME = 60

        -- Reads a varint at offset o (from 0) of s: its low and high 32 bits, and the offset after it; nil where s ends before it does.
        local function varint(s, o)
          local b = s:byte(o + 1)
          if not b then return nil end
          if b < 128 then return b, 0, o + 1 end
          local parts = { 0, 0, 0 } -- of 28 bits each
          local unit, part = 1, 1
          for i = 0, 9 do
            b = s:byte(o + i + 1)
            if not b then return nil end
            parts[part] = parts[part] + (b % 128) * unit
            unit = unit * 128
            if unit == 268435456 then unit, part = 1, part + 1 end
            if b < 128 then
              local low = parts[1] + (parts[2] % 16) * 268435456
              local high = math.floor(parts[2] / 16) + parts[3] * 16777216
              return low, high % 4294967296, o + i + 1
            end
          end
          return nil
        end

        -- Decodes the message in s, which begins at byte `base` of tvb, into tree. Returns its values by name; nil where it is broken.
        -- What neither the tree nor a filter wants is read, but not drawn.
        local function decode(s, tvb, base, tree)
          local values, o, size, visible = {}, 0, #s, tree.visible
          while o < size do
            local key, _, start = varint(s, o)
            if not key then return nil end
            local wire = key % 8
            local decoder = decoders[(key - wire) / 8]
            if decoder and decoder.wire ~= wire then return nil end
            local wanted = decoder and (visible or tree:referenced(decoder.field))
            if wire == 0 then
              local low, high, next_o = varint(s, start)
              if not low then return nil end
              if decoder then
                local kind = decoder.kind
                local value = low
                if kind == "enum" then value = decoder.names[low] or tostring(low) end
                values[decoder.key] = value
                if wanted then
                  if kind == "uint64" then value = UInt64(low, high) end
                  tree:add(decoder.field, tvb(base + start, next_o - start), value)
                end
              end
              o = next_o
            elseif wire == 2 then
              local length, _, body = varint(s, start)
              if not length or body + length > size then return nil end
              if decoder then
                local value = s:sub(body + 1, body + length)
                values[decoder.key] = value
                if wanted and length > 0 then
                  if decoder.kind == "bytes" then
                    tree:add(decoder.field, tvb(base + body, length))
                  else
                    tree:add(decoder.field, tvb(base + body, length), value)
                  end
                end
              end
              o = body + length
            elseif wire == 5 then
              o = start + 4
            elseif wire == 1 then
              o = start + 8
            else
              return nil
            end
          end
          if o > size then return nil end
          return values
        end

        local function add_derived(tree, field, value)
          if tree.visible or tree:referenced(field) then tree:add(field, value):set_generated() end
        end

        local function direction_of(values)
          local endpoint = values.endpoint or "?"
          local event = values.event
          if event == "SEGMENT_SENT" then return endpoint .. " ->" end
          if event == "SEGMENT_RECEIVED" or event == "SEGMENT_DROPPED" then return "-> " .. endpoint end
          return endpoint
        end

        local function happening_of(values)
          local event = values.event or "?"
          if event == "TIMER_EXPIRED" then return "timer " .. (values.timer or "?") end
          if event == "APPLICATION_CALL" then return "call " .. (values.call or "?") end
          if event == "APPLICATION_NOTICE" then return "notice " .. (values.notice or "?") end
          if event == "SEGMENT_RECEIVED" then return "received " .. (values.seg_flags or "") end
          if event == "SEGMENT_DROPPED" then return "dropped " .. (values.seg_flags or "") end
          if event == "LINK_FAULT" then return "link " .. (values.seg_flags or "") end
          return event
        end

        local function states_of(values)
          local before, after = values.state_before, values.state_after
          if not after then return "" end
          if not before or before == after then return " [" .. after .. "]" end
          return " [" .. before .. " -> " .. after .. "]"
        end

        -- Dissects the trailer at offset `at` of tvb. Returns the values of its annotation; nil where it is broken.
        local function dissect(tvb, at, tree)
          local length = tvb(at + 6, 2):uint()
          local available = tvb:len() - at - HEADER_LENGTH
          local subtree = tree:add(p, tvb(at, HEADER_LENGTH + math.min(length, available)))
          local values
          if tvb(at + 4, 1):uint() == VERSION and length <= available then
            local s = length > 0 and tvb:raw(at + HEADER_LENGTH, length) or ""
            values = decode(s, tvb, at + HEADER_LENGTH, subtree)
          end
          if not values then
            subtree:add_proto_expert_info(malformed)
            return nil
          end
          add_derived(subtree, f.direction, direction_of(values))
          add_derived(subtree, f.state_changed, (values.state_before and values.state_after and values.state_before ~= values.state_after) == true)
          if values.event == "SEGMENT_DROPPED" then subtree:add_proto_expert_info(dropped, values.reason_text or "") end
          if values.event == "LINK_FAULT" then subtree:add_proto_expert_info(link_fault, values.reason_text or "") end
          if (values.retransmissions or 0) > 0 then subtree:add_proto_expert_info(retransmitted, values.reason_text or "") end
          if subtree.visible then
            subtree:set_text("TCP Engine: " .. (values.endpoint or "?") .. " " .. happening_of(values) .. states_of(values) .. ": " .. (values.reason_text or ""))
          end
          return values
        end

        -- The offset of the trailer in tvb, which may begin with the frame's padding; nil where there is none.
        local function find(tvb)
          local limit = math.min(tvb:len(), MINIMUM_FRAME + HEADER_LENGTH)
          local s = tvb:raw(0, limit)
          local at = s:find("[^%z]")
          if not at or s:sub(at, at + #MAGIC - 1) ~= MAGIC or tvb:len() - at + 1 < HEADER_LENGTH then return nil end
          return at - 1
        end

        local function heuristic(tvb, pinfo, tree)
          local at = find(tvb)
          if not at then return false end
          dissect(tvb, at, tree)
          return true
        end

        -- A frame of its own: something that is no packet.
        function p.dissector(tvb, pinfo, tree)
          local at = find(tvb)
          if not at then return 0 end
          pinfo.cols.protocol = "TCPENGINE"
          local values = dissect(tvb, at, tree)
          if values then
            pinfo.cols.info = (values.endpoint or "?") .. " " .. happening_of(values) .. states_of(values) .. ": " .. (values.reason_text or "")
          end
          return tvb:len()
        end

        p:register_heuristic("eth.trailer", heuristic)
        DissectorTable.get("ethertype"):add(0x88b5, p)

        """;
}
