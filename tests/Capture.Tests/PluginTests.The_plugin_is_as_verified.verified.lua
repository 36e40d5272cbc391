-- Wireshark dissector for the annotations of tcpengine captures.
-- Generated from annotation.proto by `tcpengine install`: changes made here are lost.

local p = Proto("tcpengine", "TCP Engine Annotation")
local f = p.fields

local event_names = {
  [0] = "NONE",
  [1] = "SEGMENT_SENT",
  [2] = "SEGMENT_RECEIVED",
  [3] = "SEGMENT_DROPPED",
  [4] = "TIMER_EXPIRED",
  [5] = "APPLICATION_CALL",
  [6] = "APPLICATION_NOTICE",
  [7] = "CONGESTION_DECISION",
  [8] = "LINK_FAULT",
  [9] = "PACKET_INJECTED",
  [10] = "BUFFER_GROWN",
}
local state_names = {
  [0] = "CLOSED",
  [1] = "LISTEN",
  [2] = "SYN_SENT",
  [3] = "SYN_RECEIVED",
  [4] = "ESTABLISHED",
  [5] = "FIN_WAIT_1",
  [6] = "FIN_WAIT_2",
  [7] = "CLOSE_WAIT",
  [8] = "CLOSING",
  [9] = "LAST_ACK",
  [10] = "TIME_WAIT",
}
local timer_names = {
  [0] = "NONE",
  [1] = "RETRANSMISSION",
  [2] = "PERSIST",
  [3] = "DELAYED_ACK",
  [4] = "TIME_WAIT",
  [5] = "KEEP_ALIVE",
  [6] = "USER_TIMEOUT",
  [7] = "REORDERING",
  [8] = "TAIL_LOSS_PROBE",
  [9] = "FIN_WAIT_2",
}
local call_names = {
  [0] = "NONE",
  [1] = "OPEN_PASSIVE",
  [2] = "OPEN_ACTIVE",
  [3] = "SEND",
  [4] = "RECEIVE",
  [5] = "CLOSE",
  [6] = "ABORT",
}
local notice_names = {
  [0] = "NONE",
  [1] = "CONNECTED",
  [2] = "DATA_AVAILABLE",
  [3] = "SEND_BUFFER_SPACE",
  [4] = "PEER_CLOSED",
  [5] = "CLOSED",
  [6] = "RESET",
  [7] = "REFUSED",
  [8] = "TIMED_OUT",
  [9] = "UNANSWERED",
  [10] = "URGENT_DATA",
  [11] = "SOFT_ERROR",
}
local phase_names = {
  [0] = "SLOW_START",
  [1] = "CONGESTION_AVOIDANCE",
  [2] = "FAST_RECOVERY",
  [3] = "TIMEOUT_RECOVERY",
  [4] = "CONSERVATIVE_SLOW_START",
}
local parse_fault_names = {
  [0] = "NONE",
  [1] = "TRUNCATED",
  [2] = "INVALID_VALUE",
  [3] = "INVALID_LENGTH",
  [4] = "NO_VALUE",
  [5] = "UNTERMINATED",
  [6] = "TOO_DEEP",
  [7] = "ENDLESS",
}
local reason_names = {
  [0] = "NONE",
  [1] = "APPLICATION_OPENED_PASSIVE",
  [2] = "APPLICATION_OPENED_ACTIVE",
  [3] = "APPLICATION_SENT",
  [4] = "APPLICATION_RECEIVED",
  [5] = "APPLICATION_CLOSED",
  [6] = "APPLICATION_ABORTED",
  [7] = "CONNECTION_ESTABLISHED",
  [8] = "DATA_READY",
  [9] = "SEND_BUFFER_ROOM",
  [10] = "PEER_FINISHED",
  [11] = "CONNECTION_CLOSED",
  [12] = "CONNECTION_RESET",
  [13] = "CONNECTION_REFUSED",
  [14] = "CONNECTION_TIMED_OUT",
  [15] = "PEER_UNANSWERING",
  [16] = "URGENT_DATA_READY",
  [17] = "SOFT_ERROR_REPORTED",
  [20] = "SYN_TO_OPEN",
  [21] = "SYN_ACK_TO_ACCEPT",
  [22] = "ACK_OF_SYN_ACK",
  [23] = "NEW_DATA",
  [24] = "FIN_AFTER_DATA",
  [25] = "ACK_EVERY_SECOND_SEGMENT",
  [26] = "ACK_DELAY_EXPIRED",
  [27] = "ACK_OUT_OF_ORDER",
  [28] = "ACK_FILLS_GAP",
  [29] = "ACK_OF_FIN",
  [30] = "ACK_OF_DUPLICATE",
  [31] = "ACK_OF_UNACCEPTABLE",
  [32] = "ACK_OF_UNSENT",
  [34] = "WINDOW_UPDATE_SENT",
  [35] = "RETRANSMISSION_TIMEOUT",
  [36] = "FAST_RETRANSMIT",
  [37] = "PARTIAL_ACK_RETRANSMIT",
  [38] = "ZERO_WINDOW_PROBE",
  [40] = "CHALLENGE_ACK",
  [41] = "RESET_TO_ABORT",
  [42] = "RESET_NO_CONNECTION",
  [43] = "RESET_UNACCEPTABLE_ACK",
  [45] = "GO_BACK_RETRANSMIT",
  [46] = "WINDOW_OPENED_RETRANSMIT",
  [47] = "ACK_OF_PROBE",
  [48] = "SILLY_WINDOW_OVERRIDE",
  [49] = "KEEP_ALIVE_PROBE",
  [50] = "URGENT_TOLD",
  [51] = "RESET_UNREAD_DATA",
  [52] = "PATH_MTU_RETRANSMIT",
  [53] = "SYN_COOKIE_SENT",
  [54] = "RACK_RETRANSMIT",
  [55] = "TAIL_LOSS_PROBE",
  [59] = "ACK_AT_ONCE",
  [60] = "SYN_ACCEPTED",
  [61] = "SYN_ACK_ACCEPTED",
  [62] = "SIMULTANEOUS_SYN",
  [63] = "HANDSHAKE_COMPLETED",
  [64] = "DATA_IN_ORDER",
  [65] = "DATA_OUT_OF_ORDER",
  [66] = "DATA_DUPLICATE",
  [67] = "DATA_BEYOND_WINDOW",
  [68] = "ACK_ADVANCED",
  [69] = "ACK_DUPLICATE",
  [70] = "ACK_OLD",
  [71] = "WINDOW_UPDATE_RECEIVED",
  [72] = "FIN_RECEIVED",
  [73] = "FIN_ACKNOWLEDGED",
  [74] = "RESET_RECEIVED",
  [75] = "ZERO_WINDOW_PROBE_RECEIVED",
  [76] = "KEEP_ALIVE_RECEIVED",
  [77] = "RETURN_TO_LISTEN",
  [78] = "ICMP_MTU",
  [79] = "ICMP_MTU_DOUBTED",
  [80] = "ICMP_SOFT",
  [81] = "ICMP_HARD",
  [82] = "SYN_COOKIE_RETURNED",
  [90] = "IP_MALFORMED",
  [91] = "IP_CHECKSUM_WRONG",
  [92] = "NOT_FOR_THIS_HOST",
  [93] = "PROTOCOL_UNKNOWN",
  [94] = "FRAGMENT",
  [95] = "TCP_MALFORMED",
  [96] = "TCP_CHECKSUM_WRONG",
  [97] = "NO_CONNECTION",
  [98] = "OUTSIDE_WINDOW",
  [99] = "ACK_UNACCEPTABLE",
  [100] = "ACK_MISSING",
  [101] = "TIMESTAMP_OLD",
  [102] = "RESET_UNACCEPTABLE",
  [103] = "SYN_IN_WINDOW",
  [105] = "BACKLOG_FULL",
  [106] = "MULTICAST_OR_BROADCAST",
  [107] = "TIMESTAMP_MISSING",
  [108] = "RESET_IN_TIME_WAIT",
  [109] = "SOURCE_INVALID",
  [110] = "SYN_OLD_IN_TIME_WAIT",
  [111] = "DATA_AFTER_RELEASE",
  [112] = "ICMP_MALFORMED",
  [113] = "ICMP_UNMATCHED",
  [114] = "ICMP_SOURCE_QUENCH",
  [115] = "SYN_COOKIE_WRONG",
  [120] = "RETRANSMISSION_TIMER_EXPIRED",
  [121] = "PERSIST_TIMER_EXPIRED",
  [122] = "DELAYED_ACK_TIMER_EXPIRED",
  [123] = "TIME_WAIT_EXPIRED",
  [124] = "SILLY_WINDOW_TIMER_EXPIRED",
  [125] = "TIME_WAIT_REPLACED",
  [126] = "KEEP_ALIVE_TIMER_EXPIRED",
  [127] = "RETRANSMISSIONS_EXHAUSTED",
  [128] = "KEEP_ALIVES_EXHAUSTED",
  [129] = "USER_TIMEOUT_EXPIRED",
  [130] = "REORDERING_TIMER_EXPIRED",
  [131] = "PROBE_TIMER_EXPIRED",
  [132] = "FIN_WAIT_2_EXPIRED",
  [133] = "TIME_WAIT_FULL",
  [140] = "ENTER_FAST_RECOVERY",
  [141] = "LEAVE_FAST_RECOVERY",
  [142] = "ENTER_TIMEOUT_RECOVERY",
  [143] = "LEAVE_TIMEOUT_RECOVERY",
  [144] = "ECN_REDUCTION",
  [145] = "PATH_MTU_REDUCED",
  [146] = "PATH_MTU_BLACK_HOLE",
  [147] = "RETRANSMISSION_LOST",
  [148] = "TAIL_LOSS_REPAIRED",
  [149] = "SPURIOUS_TIMEOUT",
  [160] = "LINK_LOST",
  [161] = "LINK_DUPLICATED",
  [162] = "LINK_REORDERED",
  [163] = "LINK_CORRUPTED",
  [164] = "LINK_QUEUE_FULL",
  [165] = "LINK_SCRIPTED_LOSS",
  [200] = "LINK_SCRIPTED_DELAY",
  [201] = "LINK_SCRIPTED_DUPLICATE",
  [202] = "LINK_SCRIPTED_CORRUPTION",
  [203] = "LINK_MARKED",
  [204] = "LINK_DELAY_DROP",
  [205] = "LINK_PACKET_TOO_BIG",
  [206] = "ROUTER_NO_ROUTE",
  [207] = "ROUTER_TIME_EXCEEDED",
  [208] = "ROUTER_TOLD",
  [209] = "HOST_CRASHED",
  [210] = "HOST_RESTARTED",
  [211] = "HOST_IS_DOWN",
  [212] = "FORGED_PACKET",
  [213] = "OLD_DUPLICATE",
  [220] = "FRAGMENT_HELD",
  [221] = "FRAGMENT_COMPLETES",
  [222] = "FRAGMENT_ATOMIC",
  [223] = "FRAGMENT_DUPLICATE",
  [224] = "FRAGMENT_MALFORMED",
  [225] = "FRAGMENT_OVERLAP",
  [226] = "FRAGMENT_REFUSED",
  [227] = "FRAGMENT_TOO_MANY",
  [228] = "FRAGMENTS_EXPIRED",
  [229] = "REASSEMBLY_TIME_TOLD",
  [230] = "LISTEN_TAKES_SYN_ONLY",
  [231] = "HALF_OPEN_RESET",
  [240] = "PATH_MTU_PROBE",
  [241] = "PATH_MTU_PROBE_RETRANSMIT",
  [242] = "PATH_MTU_PROBED",
  [243] = "PATH_MTU_PROBE_LOST",
  [244] = "DATA_BEYOND_GAPS",
  [245] = "SLOW_START_SLOWED",
  [246] = "SLOW_START_RESUMED",
  [247] = "SLOW_START_LEFT",
  [248] = "RECEIVE_BUFFER_GROWN",
  [249] = "SEND_BUFFER_GROWN",
  [170] = "FAST_OPEN_SYN",
  [171] = "FAST_OPEN_COOKIE_ASKED",
  [172] = "FAST_OPEN_SYN_AGAIN",
  [173] = "FAST_OPEN_SYN_ACK",
  [174] = "FAST_OPEN_COOKIE_GIVEN",
  [175] = "FAST_OPEN_DATA_AGAIN",
  [176] = "FAST_OPEN_ACCEPTED",
  [177] = "FAST_OPEN_COOKIE_REQUESTED",
  [178] = "FAST_OPEN_COOKIE_WRONG",
  [179] = "FAST_OPEN_LIMIT_REACHED",
  [180] = "FAST_OPEN_DATA_ACCEPTED",
  [181] = "FAST_OPEN_DATA_REFUSED",
  [182] = "FAST_OPEN_COOKIE_RECEIVED",
  [183] = "FAST_OPEN_USABLE",
  [184] = "FAST_OPEN_PAUSED",
  [190] = "AUTHENTICATION_MISSING",
  [191] = "AUTHENTICATION_MALFORMED",
  [192] = "AUTHENTICATION_KEY_UNKNOWN",
  [193] = "AUTHENTICATION_WRONG",
  [194] = "AUTHENTICATION_UNEXPECTED",
  [195] = "DIGEST_MISSING",
  [196] = "DIGEST_WRONG",
  [197] = "ICMP_UNAUTHENTICATED",
  [232] = "ACK_OF_MARKS",
  [233] = "ACK_OF_MARKED_ACKS",
  [234] = "ECN_MIXED",
  [235] = "RESET_ECN_MIXED",
  [236] = "ECN_UNUSABLE",
  [237] = "ECN_PAUSE",
  [238] = "ECN_PAUSE_OVER",
  [150] = "SEEN_RETRANSMISSION",
  [151] = "SEEN_FAST_RETRANSMISSION",
  [152] = "SEEN_SPURIOUS_RETRANSMISSION",
  [153] = "SEEN_REORDERING",
  [154] = "SEEN_REPAIRING",
  [155] = "SEEN_LATE",
  [156] = "SEEN_AFTER_GAP",
  [157] = "SEEN_TWICE",
  [158] = "SEEN_DOUBTFUL",
  [159] = "SEEN_DATA",
  [214] = "SEEN_ACKNOWLEDGMENT",
  [215] = "SEEN_UNSEEN_ACKNOWLEDGED",
  [216] = "SEEN_RESET",
  [217] = "SEEN_MIDWAY",
  [218] = "SEEN_ZERO_WINDOW",
}
local fast_open_names = {
  [0] = "NONE",
  [1] = "COOKIE_REQUESTED",
  [2] = "SYN_SENT",
  [3] = "ACCEPTED",
  [4] = "REFUSED",
  [5] = "ABANDONED",
  [6] = "COOKIE_GIVEN",
}
local ecn_names = {
  [0] = "NONE",
  [1] = "CLASSIC",
  [2] = "ACCURATE",
}
local origin_names = {
  [0] = "KNOWN",
  [1] = "INFERRED",
}

f.endpoint = ProtoField.string("tcpengine.endpoint", "Endpoint")
f.connection = ProtoField.uint32("tcpengine.connection", "Connection", base.DEC)
f.event = ProtoField.string("tcpengine.event", "Event")
f.reason = ProtoField.string("tcpengine.reason", "Reason")
f.reason_text = ProtoField.string("tcpengine.reason_text", "Reason text")
f.state_before = ProtoField.string("tcpengine.state_before", "State before")
f.state_after = ProtoField.string("tcpengine.state_after", "State after")
f.timer = ProtoField.string("tcpengine.timer", "Timer")
f.call = ProtoField.string("tcpengine.call", "Call")
f.notice = ProtoField.string("tcpengine.notice", "Notice")
f.bytes = ProtoField.uint64("tcpengine.bytes", "Bytes", base.DEC)
f.retransmissions = ProtoField.uint32("tcpengine.retransmissions", "Retransmissions", base.DEC)
f.origin = ProtoField.string("tcpengine.origin", "Origin")
f.peer_state = ProtoField.string("tcpengine.peer_state", "Peer state")
f.parse_fault = ProtoField.string("tcpengine.parse_fault", "Parse fault")
f.parse_field = ProtoField.string("tcpengine.parse_field", "Parse field")
f.parse_offset = ProtoField.uint32("tcpengine.parse_offset", "Parse offset", base.DEC)
f.raw_packet = ProtoField.bytes("tcpengine.raw_packet", "Raw packet")
f.seg_flags = ProtoField.string("tcpengine.seg_flags", "SEG.FLAGS")
f.seg_seq = ProtoField.uint32("tcpengine.seg_seq", "SEG.SEQ", base.DEC)
f.seg_ack = ProtoField.uint32("tcpengine.seg_ack", "SEG.ACK", base.DEC)
f.seg_len = ProtoField.uint32("tcpengine.seg_len", "SEG.LEN", base.DEC)
f.iss = ProtoField.uint32("tcpengine.iss", "ISS", base.DEC)
f.snd_una = ProtoField.uint32("tcpengine.snd_una", "SND.UNA", base.DEC)
f.snd_nxt = ProtoField.uint32("tcpengine.snd_nxt", "SND.NXT", base.DEC)
f.snd_wnd = ProtoField.uint32("tcpengine.snd_wnd", "SND.WND", base.DEC)
f.snd_wl1 = ProtoField.uint32("tcpengine.snd_wl1", "SND.WL1", base.DEC)
f.snd_wl2 = ProtoField.uint32("tcpengine.snd_wl2", "SND.WL2", base.DEC)
f.snd_wind_shift = ProtoField.uint32("tcpengine.snd_wind_shift", "SND.WIND.SHIFT", base.DEC)
f.snd_mss = ProtoField.uint32("tcpengine.snd_mss", "SND.MSS", base.DEC)
f.irs = ProtoField.uint32("tcpengine.irs", "IRS", base.DEC)
f.rcv_nxt = ProtoField.uint32("tcpengine.rcv_nxt", "RCV.NXT", base.DEC)
f.rcv_wnd = ProtoField.uint32("tcpengine.rcv_wnd", "RCV.WND", base.DEC)
f.rcv_up = ProtoField.uint32("tcpengine.rcv_up", "RCV.UP", base.DEC)
f.rcv_wind_shift = ProtoField.uint32("tcpengine.rcv_wind_shift", "RCV.WIND.SHIFT", base.DEC)
f.cwnd = ProtoField.uint32("tcpengine.cwnd", "cwnd", base.DEC)
f.ssthresh = ProtoField.uint32("tcpengine.ssthresh", "ssthresh", base.DEC)
f.in_flight = ProtoField.uint32("tcpengine.in_flight", "In flight", base.DEC)
f.phase = ProtoField.string("tcpengine.phase", "Phase")
f.recover = ProtoField.uint32("tcpengine.recover", "Recover", base.DEC)
f.dup_acks = ProtoField.uint32("tcpengine.dup_acks", "Dup acks", base.DEC)
f.cwnd_least = ProtoField.uint32("tcpengine.cwnd_least", "Cwnd least", base.DEC)
f.srtt_us = ProtoField.uint64("tcpengine.srtt_us", "SRTT (microseconds)", base.DEC)
f.rttvar_us = ProtoField.uint64("tcpengine.rttvar_us", "RTTVAR (microseconds)", base.DEC)
f.rtt_us = ProtoField.uint64("tcpengine.rtt_us", "RTT (microseconds)", base.DEC)
f.rto_us = ProtoField.uint64("tcpengine.rto_us", "RTO (microseconds)", base.DEC)
f.backoff = ProtoField.uint32("tcpengine.backoff", "Backoff", base.DEC)
f.send_buffer = ProtoField.uint32("tcpengine.send_buffer", "Send buffer", base.DEC)
f.receive_buffer = ProtoField.uint32("tcpengine.receive_buffer", "Receive buffer", base.DEC)
f.out_of_order = ProtoField.uint32("tcpengine.out_of_order", "Out of order", base.DEC)
f.receive_buffer_size = ProtoField.uint32("tcpengine.receive_buffer_size", "Receive buffer size", base.DEC)
f.send_buffer_size = ProtoField.uint32("tcpengine.send_buffer_size", "Send buffer size", base.DEC)
f.retransmission_timer_us = ProtoField.uint64("tcpengine.retransmission_timer_us", "Retransmission timer (microseconds)", base.DEC)
f.persist_timer_us = ProtoField.uint64("tcpengine.persist_timer_us", "Persist timer (microseconds)", base.DEC)
f.delayed_ack_timer_us = ProtoField.uint64("tcpengine.delayed_ack_timer_us", "Delayed ack timer (microseconds)", base.DEC)
f.time_wait_timer_us = ProtoField.uint64("tcpengine.time_wait_timer_us", "Time wait timer (microseconds)", base.DEC)
f.fast_open = ProtoField.string("tcpengine.fast_open", "Fast open")
f.ecn = ProtoField.string("tcpengine.ecn", "Ecn")
f.r_cep = ProtoField.uint32("tcpengine.r_cep", "R cep", base.DEC)
f.r_ceb = ProtoField.uint32("tcpengine.r_ceb", "R ceb", base.DEC)
f.r_e0b = ProtoField.uint32("tcpengine.r_e0b", "R e0b", base.DEC)
f.r_e1b = ProtoField.uint32("tcpengine.r_e1b", "R e1b", base.DEC)
f.s_cep = ProtoField.uint32("tcpengine.s_cep", "S cep", base.DEC)
f.s_ceb = ProtoField.uint32("tcpengine.s_ceb", "S ceb", base.DEC)
f.s_e0b = ProtoField.uint32("tcpengine.s_e0b", "S e0b", base.DEC)
f.s_e1b = ProtoField.uint32("tcpengine.s_e1b", "S e1b", base.DEC)

-- Derived from the fields above.
f.direction = ProtoField.string("tcpengine.direction", "Direction")
f.state_changed = ProtoField.bool("tcpengine.state_changed", "State changed")

local dropped = ProtoExpert.new("tcpengine.dropped", "The endpoint dropped this segment", expert.group.SEQUENCE, expert.severity.WARN)
local retransmitted = ProtoExpert.new("tcpengine.retransmitted", "The endpoint sent this segment again", expert.group.SEQUENCE, expert.severity.NOTE)
local link_fault = ProtoExpert.new("tcpengine.link_fault", "The simulated link interfered", expert.group.SEQUENCE, expert.severity.NOTE)
local malformed = ProtoExpert.new("tcpengine.malformed", "This annotation cannot be decoded", expert.group.MALFORMED, expert.severity.ERROR)
p.experts = { dropped, retransmitted, link_fault, malformed }

local decoders = {
  [1] = { key = "endpoint", field = f.endpoint, kind = "string", wire = 2 },
  [2] = { key = "connection", field = f.connection, kind = "uint32", wire = 0 },
  [3] = { key = "event", field = f.event, kind = "enum", wire = 0, names = event_names },
  [4] = { key = "reason", field = f.reason, kind = "enum", wire = 0, names = reason_names },
  [5] = { key = "reason_text", field = f.reason_text, kind = "string", wire = 2 },
  [6] = { key = "state_before", field = f.state_before, kind = "enum", wire = 0, names = state_names },
  [7] = { key = "state_after", field = f.state_after, kind = "enum", wire = 0, names = state_names },
  [8] = { key = "timer", field = f.timer, kind = "enum", wire = 0, names = timer_names },
  [9] = { key = "call", field = f.call, kind = "enum", wire = 0, names = call_names },
  [10] = { key = "notice", field = f.notice, kind = "enum", wire = 0, names = notice_names },
  [11] = { key = "bytes", field = f.bytes, kind = "uint64", wire = 0 },
  [12] = { key = "retransmissions", field = f.retransmissions, kind = "uint32", wire = 0 },
  [13] = { key = "origin", field = f.origin, kind = "enum", wire = 0, names = origin_names },
  [18] = { key = "peer_state", field = f.peer_state, kind = "enum", wire = 0, names = state_names },
  [14] = { key = "parse_fault", field = f.parse_fault, kind = "enum", wire = 0, names = parse_fault_names },
  [15] = { key = "parse_field", field = f.parse_field, kind = "string", wire = 2 },
  [16] = { key = "parse_offset", field = f.parse_offset, kind = "uint32", wire = 0 },
  [17] = { key = "raw_packet", field = f.raw_packet, kind = "bytes", wire = 2 },
  [80] = { key = "seg_flags", field = f.seg_flags, kind = "string", wire = 2 },
  [81] = { key = "seg_seq", field = f.seg_seq, kind = "uint32", wire = 0 },
  [82] = { key = "seg_ack", field = f.seg_ack, kind = "uint32", wire = 0 },
  [83] = { key = "seg_len", field = f.seg_len, kind = "uint32", wire = 0 },
  [20] = { key = "iss", field = f.iss, kind = "uint32", wire = 0 },
  [21] = { key = "snd_una", field = f.snd_una, kind = "uint32", wire = 0 },
  [22] = { key = "snd_nxt", field = f.snd_nxt, kind = "uint32", wire = 0 },
  [23] = { key = "snd_wnd", field = f.snd_wnd, kind = "uint32", wire = 0 },
  [24] = { key = "snd_wl1", field = f.snd_wl1, kind = "uint32", wire = 0 },
  [25] = { key = "snd_wl2", field = f.snd_wl2, kind = "uint32", wire = 0 },
  [26] = { key = "snd_wind_shift", field = f.snd_wind_shift, kind = "uint32", wire = 0 },
  [27] = { key = "snd_mss", field = f.snd_mss, kind = "uint32", wire = 0 },
  [30] = { key = "irs", field = f.irs, kind = "uint32", wire = 0 },
  [31] = { key = "rcv_nxt", field = f.rcv_nxt, kind = "uint32", wire = 0 },
  [32] = { key = "rcv_wnd", field = f.rcv_wnd, kind = "uint32", wire = 0 },
  [33] = { key = "rcv_up", field = f.rcv_up, kind = "uint32", wire = 0 },
  [34] = { key = "rcv_wind_shift", field = f.rcv_wind_shift, kind = "uint32", wire = 0 },
  [40] = { key = "cwnd", field = f.cwnd, kind = "uint32", wire = 0 },
  [41] = { key = "ssthresh", field = f.ssthresh, kind = "uint32", wire = 0 },
  [42] = { key = "in_flight", field = f.in_flight, kind = "uint32", wire = 0 },
  [43] = { key = "phase", field = f.phase, kind = "enum", wire = 0, names = phase_names },
  [44] = { key = "recover", field = f.recover, kind = "uint32", wire = 0 },
  [45] = { key = "dup_acks", field = f.dup_acks, kind = "uint32", wire = 0 },
  [46] = { key = "cwnd_least", field = f.cwnd_least, kind = "uint32", wire = 0 },
  [50] = { key = "srtt_us", field = f.srtt_us, kind = "uint64", wire = 0 },
  [51] = { key = "rttvar_us", field = f.rttvar_us, kind = "uint64", wire = 0 },
  [52] = { key = "rtt_us", field = f.rtt_us, kind = "uint64", wire = 0 },
  [53] = { key = "rto_us", field = f.rto_us, kind = "uint64", wire = 0 },
  [54] = { key = "backoff", field = f.backoff, kind = "uint32", wire = 0 },
  [60] = { key = "send_buffer", field = f.send_buffer, kind = "uint32", wire = 0 },
  [61] = { key = "receive_buffer", field = f.receive_buffer, kind = "uint32", wire = 0 },
  [62] = { key = "out_of_order", field = f.out_of_order, kind = "uint32", wire = 0 },
  [63] = { key = "receive_buffer_size", field = f.receive_buffer_size, kind = "uint32", wire = 0 },
  [64] = { key = "send_buffer_size", field = f.send_buffer_size, kind = "uint32", wire = 0 },
  [70] = { key = "retransmission_timer_us", field = f.retransmission_timer_us, kind = "uint64", wire = 0 },
  [71] = { key = "persist_timer_us", field = f.persist_timer_us, kind = "uint64", wire = 0 },
  [72] = { key = "delayed_ack_timer_us", field = f.delayed_ack_timer_us, kind = "uint64", wire = 0 },
  [73] = { key = "time_wait_timer_us", field = f.time_wait_timer_us, kind = "uint64", wire = 0 },
  [90] = { key = "fast_open", field = f.fast_open, kind = "enum", wire = 0, names = fast_open_names },
  [91] = { key = "ecn", field = f.ecn, kind = "enum", wire = 0, names = ecn_names },
  [92] = { key = "r_cep", field = f.r_cep, kind = "uint32", wire = 0 },
  [93] = { key = "r_ceb", field = f.r_ceb, kind = "uint32", wire = 0 },
  [94] = { key = "r_e0b", field = f.r_e0b, kind = "uint32", wire = 0 },
  [95] = { key = "r_e1b", field = f.r_e1b, kind = "uint32", wire = 0 },
  [96] = { key = "s_cep", field = f.s_cep, kind = "uint32", wire = 0 },
  [97] = { key = "s_ceb", field = f.s_ceb, kind = "uint32", wire = 0 },
  [98] = { key = "s_e0b", field = f.s_e0b, kind = "uint32", wire = 0 },
  [99] = { key = "s_e1b", field = f.s_e1b, kind = "uint32", wire = 0 },
}

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
