using System.Globalization;
using HeaderSpec;
using Shared;
using TcpCodec.Building;
using TcpCodec.Tests.Building;

namespace TcpCodec.Tests;

/// <summary>Each TCP option that has a public definition: written by its own member, read again, and shown as tshark shows it.</summary>
public sealed class TcpOptionTests
{
    private static readonly byte[] Digest = [.. Enumerable.Range(0xa0, 16).Select(value => (byte)value)];
    private static readonly byte[] Hmac = [.. Enumerable.Range(0x30, 20).Select(value => (byte)value)];
    private static readonly byte[] Address6 = Convert.FromHexString("20010db8000000000000000000000001");

    /// <summary>The fields that Wireshark's own dissector has for what is in an option.</summary>
    private static readonly string[] Filters =
    [
        "tcp.option_kind", "tcp.option_len", "tcp.options.mss_val", "tcp.options.wscale.shift", "tcp.options.sack_le", "tcp.options.sack_re", "tcp.options.timestamp.tsval", "tcp.options.timestamp.tsecr",
        "tcp.options.echo_value", "tcp.options.cc_value", "tcp.options.md5.digest", "tcp.options.qs.rate", "tcp.options.qs.ttl_diff", "tcp.options.user_to_granularity", "tcp.options.user_to_val",
        "tcp.options.ao.keyid", "tcp.options.ao.rnextkeyid", "tcp.options.ao.mac", "tcp.options.tfo.cookie", "tcp.options.experimental.exid", "tcp.options.experimental.data",
        "tcp.options.acc_ecn.ee0b", "tcp.options.acc_ecn.eceb", "tcp.options.acc_ecn.ee1b", "tcp.options.mptcp.subtype", "tcp.options.mptcp.version", "tcp.options.mptcp.flags",
        "tcp.options.mptcp.checksumreq.flags", "tcp.options.mptcp.extensibility.flag", "tcp.options.mptcp.backup.flag", "tcp.options.mptcp.addrid", "tcp.options.mptcp.sendkey",
        "tcp.options.mptcp.recvkey", "tcp.options.mptcp.recvtok", "tcp.options.mptcp.sendrand", "tcp.options.mptcp.sendtrunchmac", "tcp.options.mptcp.sendhmac", "tcp.options.mptcp.addaddrtrunchmac",
        "tcp.options.mptcp.datafin.flag", "tcp.options.mptcp.dseqn8.flag", "tcp.options.mptcp.dseqnpresent.flag", "tcp.options.mptcp.dataack8.flag", "tcp.options.mptcp.dataackpresent.flag",
        "tcp.options.mptcp.rawdataack", "tcp.options.mptcp.rawdataseqno", "tcp.options.mptcp.subflowseqno", "tcp.options.mptcp.datalvllen", "tcp.options.mptcp.checksum", "tcp.options.mptcp.ipver",
        "tcp.options.mptcp.echo", "tcp.options.mptcp.ipv4", "tcp.options.mptcp.ipv6", "tcp.options.mptcp.port", "tcp.options.mptcp.rst_reason", "tcp.options.mptcp.reserved",
        "tcp.options.mptcp.flag_U.flag", "tcp.options.mptcp.flag_T.flag", "tcp.options.unknown.payload",
    ];

    /// <summary>What each member writes: with the bytes as a person would write them.</summary>
    private static readonly Dictionary<string, (string Bytes, HeaderEdit<TcpHeaderWriter> Add)> Written = new()
    {
        ["echo"] = ("0606deadbeef", (ref tcp) => tcp.AddEcho(0xdeadbeef)),
        ["echo reply"] = ("0706deadbeef", (ref tcp) => tcp.AddEchoReply(0xdeadbeef)),
        ["partial order permitted"] = ("0902", (ref tcp) => tcp.AddPartialOrderPermitted()),
        ["partial order service profile"] = ("0a0380", (ref tcp) => tcp.AddPartialOrderServiceProfile(start: true, end: false)),
        ["partial order service profile with its filler"] = ("0a037f", (ref tcp) => tcp.AddPartialOrderServiceProfile(start: false, end: true, filler: 0x3f)),
        ["CC"] = ("0b0600000007", (ref tcp) => tcp.AddCc(7)),
        ["CC.NEW"] = ("0c06fffffff7", (ref tcp) => tcp.AddCcNew(0xfffffff7)),
        ["CC.ECHO"] = ("0d0680000000", (ref tcp) => tcp.AddCcEcho(0x80000000)),
        ["alternate checksum request"] = ("0e0302", (ref tcp) => tcp.AddAlternateChecksumRequest(TcpChecksumAlgorithm.Fletcher16)),
        ["alternate checksum data"] = ("0f06a1b2c3d4", (ref tcp) => tcp.AddAlternateChecksumData([0xa1, 0xb2, 0xc3, 0xd4])),
        ["MD5"] = ("1312a0a1a2a3a4a5a6a7a8a9aaabacadaeaf", (ref tcp) => tcp.AddMd5(Digest)),
        ["Quick-Start"] = ("1b08052afffffffc", (ref tcp) => tcp.AddQuickStart(rate: 5, ttlDiff: 42, nonce: 0x3fffffff)),
        ["Quick-Start with reserved bits"] = ("1b08f5ff00000003", (ref tcp) => tcp.AddQuickStart(rate: 5, ttlDiff: 255, nonce: 0, reserved: 0xf, reserved2: 3)),
        ["user timeout in seconds"] = ("1c04012c", (ref tcp) => tcp.AddUserTimeout(inMinutes: false, timeout: 300)),
        ["user timeout in minutes"] = ("1c04ffff", (ref tcp) => tcp.AddUserTimeout(inMinutes: true, timeout: 0x7fff)),
        ["TCP-AO without a MAC"] = ("1d04c8c9", (ref tcp) => tcp.AddAo(200, 201, [])),
        ["TCP-AO"] = ("1d1001020102030405060708090a0b0c", (ref tcp) => tcp.AddAo(1, 2, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])),
        ["Fast Open, asking for a cookie"] = ("2202", (ref tcp) => tcp.AddFastOpen([])),
        ["Fast Open"] = ("220affeeddccbbaa9988", (ref tcp) => tcp.AddFastOpen([0xff, 0xee, 0xdd, 0xcc, 0xbb, 0xaa, 0x99, 0x88])),
        ["Fast Open with the longest cookie"] = ("2212a0a1a2a3a4a5a6a7a8a9aaabacadaeaf", (ref tcp) => tcp.AddFastOpen(Digest)),
        ["Fast Open as an experiment"] = ("fe08f98901020304", (ref tcp) => tcp.AddExperiment2(TcpExperimentId.FastOpen, [1, 2, 3, 4])),
        ["Fast Open as an experiment, asking for a cookie"] = ("fe04f989", (ref tcp) => tcp.AddExperiment2(TcpExperimentId.FastOpen, [])),
        ["experiment 1"] = ("fd061234abcd", (ref tcp) => tcp.AddExperiment1((TcpExperimentId)0x1234, [0xab, 0xcd])),
        ["experiment 1 without data"] = ("fd041234", (ref tcp) => tcp.AddExperiment1((TcpExperimentId)0x1234, [])),
        ["Accurate ECN as an experiment"] = ("fe07acce010203", (ref tcp) => tcp.AddExperiment2(TcpExperimentId.AccEcn, [1, 2, 3])),
        ["Accurate ECN, order 0, no counter"] = ("ac02", (ref tcp) => tcp.EndAccEcnOrder0(tcp.BeginAccEcnOrder0())),
        ["Accurate ECN, order 0, one counter"] = ("ac05800001", (ref tcp) => AddOrder0(ref tcp, 0x800001)),
        ["Accurate ECN, order 0, two counters"] = ("ac08800001000002", (ref tcp) => AddOrder0(ref tcp, 0x800001, 2)),
        ["Accurate ECN, order 0"] = ("ac0b800001000002fffffd", (ref tcp) => AddOrder0(ref tcp, 0x800001, 2, 0xfffffd)),
        ["Accurate ECN, order 1"] = ("ae0b000001000002000003", (ref tcp) =>
        {
            TcpAccEcnOrder1Writer counters = tcp.BeginAccEcnOrder1();
            counters.Ee1b = 1;
            counters.Eceb = 2;
            counters.Ee0b = 3;
            tcp.EndAccEcnOrder1(counters);
        }),
        ["TCP-ENO"] = ("450b01218121aabba10102", (ref tcp) =>
        {
            TcpEnoWriter eno = tcp.BeginEno();
            AddSuboption(ref eno, 0x01, []);
            AddSuboption(ref eno, 0x21, []);
            TcpEnoSuboptionWriter sized = eno.BeginSuboptions();
            sized.V = true;
            sized.Glt = 1;
            sized.SizedSuboption = 0x21;
            sized.SetSizedData([0xaa, 0xbb]);
            eno.EndSuboptions(sized);
            AddSuboption(ref eno, 0xa1, [1, 2]);
            tcp.EndEno(eno);
        }),
        ["MP_CAPABLE of version 1 in a SYN"] = ("1e040181", (ref tcp) => AddCapable(ref tcp, 1, keys: 0)),
        ["MP_CAPABLE of version 0 in a SYN"] = ("1e0c00811122334455667788", (ref tcp) => AddCapable(ref tcp, 0, keys: 1)),
        ["MP_CAPABLE in an ACK"] = ("1e1401811122334455667788ffeeddccbbaa9988", (ref tcp) => AddCapable(ref tcp, 1, keys: 2)),
        ["MP_CAPABLE with data"] = ("1e1601811122334455667788ffeeddccbbaa99880100", (ref tcp) => AddCapable(ref tcp, 1, keys: 2, length: 256)),
        ["MP_CAPABLE with data and a checksum"] = ("1e1801811122334455667788ffeeddccbbaa99880100abcd", (ref tcp) => AddCapable(ref tcp, 1, keys: 2, length: 256, checksum: 0xabcd)),
        ["MP_JOIN in a SYN"] = ("1e0c1105aabbccdd01020304", (ref tcp) =>
        {
            MptcpOptionWriter mptcp = tcp.BeginMptcp();
            MptcpJoinWriter join = mptcp.BeginJoin();
            MptcpJoinSynWriter syn = join.BeginJoinSyn();
            syn.Backup = true;
            syn.AddrId = 5;
            syn.ReceiverToken = 0xaabbccdd;
            syn.SenderRandom = 0x01020304;
            join.EndJoinSyn(syn);
            mptcp.EndJoin(join);
            tcp.EndMptcp(mptcp);
        }),
        ["MP_JOIN in a SYN,ACK"] = ("1e101006f122334455667788a1020304", (ref tcp) =>
        {
            MptcpOptionWriter mptcp = tcp.BeginMptcp();
            MptcpJoinWriter join = mptcp.BeginJoin();
            MptcpJoinSynAckWriter synAck = join.BeginJoinSynAck();
            synAck.AddrId = 6;
            synAck.TruncatedHmac = 0xf122334455667788;
            synAck.SenderRandom = 0xa1020304;
            join.EndJoinSynAck(synAck);
            mptcp.EndJoin(join);
            tcp.EndMptcp(mptcp);
        }),
        ["MP_JOIN in an ACK"] = ("1e181000303132333435363738393a3b3c3d3e3f40414243", (ref tcp) =>
        {
            MptcpOptionWriter mptcp = tcp.BeginMptcp();
            MptcpJoinWriter join = mptcp.BeginJoin();
            MptcpJoinAckWriter ack = join.BeginJoinAck();
            ack.SetSenderHmac(Hmac);
            join.EndJoinAck(ack);
            mptcp.EndJoin(join);
            tcp.EndMptcp(mptcp);
        }),
        ["DSS without anything"] = ("1e042000", (ref tcp) => AddDss(ref tcp, null, null)),
        ["DSS, acknowledgment of 4 bytes"] = ("1e082001f1223344", (ref tcp) => AddDss(ref tcp, 0xf1223344, null)),
        ["DSS, acknowledgment of 8 bytes"] = ("1e0c2003f122334455667788", (ref tcp) => AddDss(ref tcp, 0xf122334455667788, null, isWide: true)),
        ["DSS, mapping of 4 bytes"] = ("1e0e2004a1223344000000010010", (ref tcp) => AddDss(ref tcp, null, 0xa1223344)),
        ["DSS, mapping of 4 bytes and a checksum"] = ("1e102004a1223344000000010010abcd", (ref tcp) => AddDss(ref tcp, null, 0xa1223344, checksum: 0xabcd)),
        ["DSS, all of 4 bytes"] = ("1e142005f1223344a1223344000000010010abcd", (ref tcp) => AddDss(ref tcp, 0xf1223344, 0xa1223344, checksum: 0xabcd)),
        ["DSS, all of 8 bytes, with DATA_FIN"] = ("1e1c201ff122334455667788a122334455667788000000010010abcd", (ref tcp) => AddDss(ref tcp, 0xf122334455667788, 0xa122334455667788, isWide: true, checksum: 0xabcd, isLast: true)),
        ["ADD_ADDR of version 0, IPv4"] = ("1e083401c0000201", (ref tcp) => AddAddress(ref tcp, 0, [192, 0, 2, 1])),
        ["ADD_ADDR of version 0, IPv6 and a port"] = ("1e16360120010db80000000000000000000000011f90", (ref tcp) => AddAddress(ref tcp, 0, Address6, port: 8080)),
        ["ADD_ADDR, IPv4"] = ("1e103001c0000201f122334455667788", (ref tcp) => AddAddress(ref tcp, 1, [192, 0, 2, 1], hmac: 0xf122334455667788)),
        ["ADD_ADDR, IPv4 and a port"] = ("1e123001c00002011f90f122334455667788", (ref tcp) => AddAddress(ref tcp, 1, [192, 0, 2, 1], port: 8080, hmac: 0xf122334455667788)),
        ["ADD_ADDR, IPv6"] = ("1e1c300120010db8000000000000000000000001f122334455667788", (ref tcp) => AddAddress(ref tcp, 1, Address6, hmac: 0xf122334455667788)),
        ["ADD_ADDR, IPv6 and a port"] = ("1e1e300120010db80000000000000000000000011f90f122334455667788", (ref tcp) => AddAddress(ref tcp, 1, Address6, port: 8080, hmac: 0xf122334455667788)),
        ["ADD_ADDR sent back"] = ("1e083101c0000201", (ref tcp) => AddAddress(ref tcp, 1, [192, 0, 2, 1], isEcho: true)),
        ["ADD_ADDR sent back, with a port"] = ("1e0a3101c00002011f90", (ref tcp) => AddAddress(ref tcp, 1, [192, 0, 2, 1], port: 8080, isEcho: true)),
        ["REMOVE_ADDR"] = ("1e064001ff03", (ref tcp) =>
        {
            MptcpOptionWriter mptcp = tcp.BeginMptcp();
            MptcpRemoveAddrWriter remove = mptcp.BeginRemoveAddr();
            remove.AddAddrIds(1);
            remove.AddAddrIds(255);
            remove.AddAddrIds(3);
            mptcp.EndRemoveAddr(remove);
            tcp.EndMptcp(mptcp);
        }),
        ["MP_PRIO"] = ("1e0351", (ref tcp) => AddPriority(ref tcp, null)),
        ["MP_PRIO with an address"] = ("1e045107", (ref tcp) => AddPriority(ref tcp, 7)),
        ["MP_FAIL"] = ("1e0c6000f122334455667788", (ref tcp) =>
        {
            MptcpOptionWriter mptcp = tcp.BeginMptcp();
            MptcpFailWriter fail = mptcp.BeginFail();
            fail.DataSequenceNumber = 0xf122334455667788;
            mptcp.EndFail(fail);
            tcp.EndMptcp(mptcp);
        }),
        ["MP_FASTCLOSE"] = ("1e0c7000f122334455667788", (ref tcp) =>
        {
            MptcpOptionWriter mptcp = tcp.BeginMptcp();
            MptcpFastcloseWriter close = mptcp.BeginFastclose();
            close.ReceiverKey = 0xf122334455667788;
            mptcp.EndFastclose(close);
            tcp.EndMptcp(mptcp);
        }),
        ["MP_TCPRST"] = ("1e048106", (ref tcp) =>
        {
            MptcpOptionWriter mptcp = tcp.BeginMptcp();
            MptcpTcprstWriter reset = mptcp.BeginTcprst();
            reset.Transient = true;
            reset.Reason = MptcpResetReason.MiddleboxInterference;
            mptcp.EndTcprst(reset);
            tcp.EndMptcp(mptcp);
        }),
        ["a subtype without a meaning"] = ("1e06c501aabb", (ref tcp) =>
        {
            MptcpOptionWriter mptcp = tcp.BeginMptcp();
            MptcpUnassignedWriter unassigned = mptcp.BeginUnassigned();
            unassigned.Subtype = (MptcpSubtype)12;
            unassigned.LowBits = 5;
            unassigned.SetData([1, 0xaa, 0xbb]);
            mptcp.EndUnassigned(unassigned);
            tcp.EndMptcp(mptcp);
        }),
        ["a kind without a meaning"] = ("4d04aabb", (ref tcp) => tcp.AddOption([77, 4, 0xaa, 0xbb])),
    };

    public static TheoryData<string> Names => [.. Written.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_option_is_written_as_its_RFC_draws_it(string name)
    {
        (string expected, HeaderEdit<TcpHeaderWriter> add) = Written[name];
        byte[] buffer = new byte[60];
        buffer.AsSpan().Fill(0xa5);
        TcpHeaderWriter writer = new(buffer) { Flags = TcpFlags.Ack };
        add(ref writer);

        Assert.True(writer.TryFinishHeader(0, out int size));
        Assert.Equal(expected, Convert.ToHexStringLower(buffer.AsSpan(20, expected.Length / 2)));
        Assert.All(buffer[(20 + (expected.Length / 2))..size], padding => Assert.Equal(0, padding));
        Assert.Equal(4 * ((20 + (expected.Length / 2) + 3) / 4), size);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_option_that_does_not_fit_is_told(string name)
    {
        (string expected, HeaderEdit<TcpHeaderWriter> add) = Written[name];
        for (int room = 20; room < 20 + (expected.Length / 2); room++)
        {
            TcpHeaderWriter writer = new(new byte[room]);
            add(ref writer);
            Assert.False(writer.TryFinishHeader(0, out _));
        }

        byte[] full = new byte[60];
        TcpHeaderWriter crowded = new(full);
        crowded.AddOption(new byte[40]);
        add(ref crowded);
        Assert.False(crowded.TryFinishHeader(0, out _));
    }

    [Fact]
    public void What_an_option_says_is_read_by_its_type()
    {
        Assert.True(Read("131201020304050607080910111213141516").TryGetMd5(out TcpMd5 md5));
        Assert.Equal("01020304050607080910111213141516", Convert.ToHexString(md5.Digest));
        Assert.True(Read("1c048005").TryGetUserTimeout(out bool inMinutes, out ushort timeout));
        Assert.Equal((true, 5), (inMinutes, timeout));
        Assert.True(Read("1d060102aabb").TryGetAo(out TcpAo ao));
        Assert.Equal((1, 2, "AABB"), (ao.KeyId, ao.RNextKeyId, Convert.ToHexString(ao.Mac)));
        Assert.True(Read("fe06f9890102").TryGetExperiment2(out TcpExperiment experiment));
        Assert.True(experiment.TryGetFastOpen(out TcpFastOpen cookie));
        Assert.Equal([1, 2], cookie.Cookie.ToArray());
        Assert.False(Read("fd061234abcd").TryGetExperiment2(out _));
        Assert.True(Read("ac08000001000002").TryGetAccEcnOrder0(out TcpAccEcnOrder0 counters));
        Assert.Equal((true, 1u, true, 2u, false), (counters.HasEe0b, counters.Ee0b, counters.HasEceb, counters.Eceb, counters.HasEe1b));
        Assert.True(Read("1e142005f1223344a1223344000000010010abcd").TryGetMptcp(out MptcpOption mptcp));
        Assert.True(mptcp.TryGetDss(out MptcpDss dss));
        Assert.Equal((0xf1223344, 0xa1223344, 1u, 16, 0xabcd), (dss.DataAck32, dss.DataSequenceNumber32, dss.SubflowSequenceNumber, dss.DataLevelLength, dss.Checksum));
        Assert.False(mptcp.TryGetCapable(out _));
    }

    // The kind says one thing, the length another: the body stays bytes, and the list goes on behind it.
    [Theory]
    [InlineData("0602")] // echo without a value
    [InlineData("0707deadbeef00")]
    [InlineData("09033f")]
    [InlineData("0a02")]
    [InlineData("0a048000")]
    [InlineData("0b05000000")]
    [InlineData("0e02")]
    [InlineData("0e040101")]
    [InlineData("1311a0a1a2a3a4a5a6a7a8a9aaabacadae")] // MD5, one byte short
    [InlineData("1313a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0")] // MD5, one byte long
    [InlineData("1b0700000000ff")]
    [InlineData("1c0500050a")]
    [InlineData("1d0301")]
    [InlineData("fd02")]
    [InlineData("fe03f9")]
    [InlineData("ac0301")]
    [InlineData("ac06000001ff")]
    [InlineData("ae0c000001000002000003ff")]
    [InlineData("450481a1")] // TCP-ENO, a length without its data
    [InlineData("1e02")] // MPTCP without a subtype
    [InlineData("1e0301")] // MP_CAPABLE without flags
    [InlineData("1e0b008111223344556677")]
    [InlineData("1e0d1105aabbccdd0102030405")] // MP_JOIN of no form
    [InlineData("1e082004a1223344")] // DSS, a mapping that is not there
    [InlineData("1e092001f122334455")]
    [InlineData("1e0c3001c000020111223344")] // ADD_ADDR, half an HMAC
    [InlineData("1e055101ff")]
    [InlineData("1e0b6000f1223344556677")]
    [InlineData("1e0381")]
    public void A_body_that_is_not_what_its_kind_says_stays_bytes(string option)
    {
        byte[] bytes = Convert.FromHexString(option);
        bytes = bytes[..bytes[1]];
        byte[] list = [.. bytes, 1, 1, 1, 1];

        ShownFields shown = Show(list.AsSpan(0, (list.Length / 4) * 4));

        Assert.Equal([$"{bytes[0]}"], shown.Of("tcp.option_kind").Take(1));
        Assert.Equal(Convert.ToHexStringLower(bytes.AsSpan(2)), shown.FirstBody);
        Assert.Equal(["tcp.option_kind", "tcp.option_len"], shown.Filters);
    }

    [TsharkFact]
    public void tshark_shows_the_same_values()
    {
        List<byte[]> frames = [];
        foreach ((_, HeaderEdit<TcpHeaderWriter> add) in Written.Values)
        {
            // Padded with NOPs: tshark reads on behind the end of the list.
            frames.Add(new PacketBuilder().Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Tcp((ushort)(1000 + frames.Count), 80, (ref tcp) =>
            {
                tcp.Flags = TcpFlags.Ack;
                tcp.AckNum = 1;
                add(ref tcp);
                while (tcp.Size % 4 != 0)
                {
                    tcp.AddNop();
                }
            }).Build());
        }

        string[] rows = Tshark.Rows(frames, Filters);

        Assert.Equal(frames.Count, rows.Length);
        int compared = 0;
        foreach ((string name, byte[] frame, string row) in Written.Keys.Zip(frames, rows))
        {
            Assert.True(TcpHeader.TryParse(frame.AsSpan(34), out TcpHeader tcp, out _));
            ShownFields shown = Show(tcp.Options.Bytes);
            foreach ((string filter, string theirs) in Filters.Zip(row.Split('|')))
            {
                bool isUnseen = filter == "tcp.options.unknown.payload" && IsUnknownToTshark(tcp.Options);

                // tshark 4.0 shows the checksum of a DSS only where two more bytes follow it.
                isUnseen |= filter == "tcp.options.mptcp.checksum" && name.StartsWith("DSS", StringComparison.Ordinal);
                if (isUnseen)
                {
                    continue;
                }

                string[] values = [.. theirs.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(value => Normal(filter, value))];
                Assert.True(values.SequenceEqual(shown.Of(filter)), $"{name}, {filter}: tshark has {string.Join(' ', values)}, we have {string.Join(' ', shown.Of(filter))}");
                compared += values.Length;
            }
        }

        Assert.True(compared > 350, $"{compared} values compared");
    }

    // What tshark has no dissector for: it shows the body as it stands, we show its fields.
    private static bool IsUnknownToTshark(TcpOptionList options)
    {
        foreach (TcpOption option in options)
        {
            if (option.Kind is TcpOptionKind.PartialOrderServiceProfile or TcpOptionKind.AlternateChecksumRequest or TcpOptionKind.Eno)
            {
                return true;
            }
        }

        return false;
    }

    // tshark's notation as ours: integers in decimal, all else in hexadecimal digits.
    private static string Normal(string filter, string value) =>
        filter.EndsWith(".ipv4", StringComparison.Ordinal) || filter.EndsWith(".ipv6", StringComparison.Ordinal) ? Convert.ToHexStringLower(System.Net.IPAddress.Parse(value).GetAddressBytes())
        : filter.EndsWith("digest", StringComparison.Ordinal) || filter.EndsWith("mac", StringComparison.Ordinal) && !filter.Contains("trunc", StringComparison.Ordinal) || filter.EndsWith("cookie", StringComparison.Ordinal)
            || filter.EndsWith(".data", StringComparison.Ordinal) || filter.EndsWith("payload", StringComparison.Ordinal) ? value.Replace(":", "", StringComparison.Ordinal)
        : value.StartsWith("0x", StringComparison.Ordinal) ? ulong.Parse(value[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
        : value;

    private static TcpOption Read(string hex)
    {
        Assert.True(TcpOption.TryParse(Convert.FromHexString(hex), out TcpOption option, out ParseError error), error.ToString());
        return option;
    }

    private static ShownFields Show(ReadOnlySpan<byte> options)
    {
        byte[] bytes = new byte[20 + options.Length];
        bytes[12] = (byte)(bytes.Length / 4 << 4);
        options.CopyTo(bytes.AsSpan(20));
        Assert.True(TcpHeader.TryParse(bytes, out TcpHeader tcp, out ParseError error), error.ToString());
        Assert.True(tcp.TryValidate(out error), error.ToString());
        ShownFields shown = new();
        tcp.Options.Visit(ref shown);
        return shown;
    }

    private static void AddOrder0(ref TcpHeaderWriter tcp, params uint[] counters)
    {
        TcpAccEcnOrder0Writer option = tcp.BeginAccEcnOrder0();
        option.Ee0b = counters[0];
        if (counters.Length > 1)
        {
            option.Eceb = counters[1];
        }

        if (counters.Length > 2)
        {
            option.Ee1b = counters[2];
        }

        tcp.EndAccEcnOrder0(option);
    }

    private static void AddSuboption(ref TcpEnoWriter eno, byte head, ReadOnlySpan<byte> data)
    {
        TcpEnoSuboptionWriter suboption = eno.BeginSuboptions();
        suboption.V = head >= 0x80;
        suboption.Glt = (byte)(head & 0x7f);
        if (!data.IsEmpty)
        {
            suboption.SetData(data);
        }

        eno.EndSuboptions(suboption);
    }

    private static void AddCapable(ref TcpHeaderWriter tcp, byte version, int keys, ushort? length = null, ushort? checksum = null)
    {
        MptcpOptionWriter mptcp = tcp.BeginMptcp();
        MptcpCapableWriter capable = mptcp.BeginCapable();
        capable.Version = version;
        capable.ChecksumRequired = true;
        capable.Hmac = true;
        if (keys > 0)
        {
            capable.SenderKey = 0x1122334455667788;
        }

        if (keys > 1)
        {
            capable.ReceiverKey = 0xffeeddccbbaa9988;
        }

        if (length is { } known)
        {
            capable.DataLevelLength = known;
        }

        if (checksum is { } sum)
        {
            capable.Checksum = sum;
        }

        mptcp.EndCapable(capable);
        tcp.EndMptcp(mptcp);
    }

    private static void AddDss(ref TcpHeaderWriter tcp, ulong? ack, ulong? sequenceNumber, bool isWide = false, ushort? checksum = null, bool isLast = false)
    {
        MptcpOptionWriter mptcp = tcp.BeginMptcp();
        MptcpDssWriter dss = mptcp.BeginDss();
        dss.DataFin = isLast;
        dss.HasDataAck = ack is not null;
        dss.HasWideDataAck = ack is not null && isWide;
        dss.HasMapping = sequenceNumber is not null;
        dss.HasWideDataSequenceNumber = sequenceNumber is not null && isWide;
        if (ack is { } next && isWide)
        {
            dss.DataAck64 = next;
        }
        else if (ack is { } low)
        {
            dss.DataAck32 = (uint)low;
        }

        if (sequenceNumber is { } number)
        {
            if (isWide)
            {
                dss.DataSequenceNumber64 = number;
            }
            else
            {
                dss.DataSequenceNumber32 = (uint)number;
            }

            dss.SubflowSequenceNumber = 1;
            dss.DataLevelLength = 16;
        }

        if (checksum is { } sum)
        {
            dss.Checksum = sum;
        }

        mptcp.EndDss(dss);
        tcp.EndMptcp(mptcp);
    }

    private static void AddAddress(ref TcpHeaderWriter tcp, int version, ReadOnlySpan<byte> address, ushort? port = null, ulong? hmac = null, bool isEcho = false)
    {
        MptcpOptionWriter mptcp = tcp.BeginMptcp();
        MptcpAddAddrWriter add = mptcp.BeginAddAddr();
        if (version == 0)
        {
            MptcpAddAddrV0Writer old = add.BeginAddAddrV0();
            old.IpVersion = (byte)(address.Length == 4 ? 4 : 6);
            old.AddrId = 1;
            MptcpEndpointWriter endpoint = old.BeginAddress();
            Set(ref endpoint, address, port, hmac);
            old.EndAddress(endpoint);
            add.EndAddAddrV0(old);
        }
        else
        {
            MptcpAddAddrV1Writer current = add.BeginAddAddrV1();
            current.Echo = isEcho;
            current.AddrId = 1;
            MptcpEndpointWriter endpoint = current.BeginAddress();
            Set(ref endpoint, address, port, hmac);
            current.EndAddress(endpoint);
            add.EndAddAddrV1(current);
        }

        mptcp.EndAddAddr(add);
        tcp.EndMptcp(mptcp);
    }

    private static void Set(ref MptcpEndpointWriter endpoint, ReadOnlySpan<byte> address, ushort? port, ulong? hmac)
    {
        if (address.Length == 4)
        {
            endpoint.SetIpv4(address);
        }
        else
        {
            endpoint.SetIpv6(address);
        }

        if (port is { } number)
        {
            endpoint.Port = number;
        }

        if (hmac is { } code)
        {
            endpoint.TruncatedHmac = code;
        }
    }

    private static void AddPriority(ref TcpHeaderWriter tcp, byte? address)
    {
        MptcpOptionWriter mptcp = tcp.BeginMptcp();
        MptcpPrioWriter prio = mptcp.BeginPrio();
        prio.Backup = true;
        if (address is { } id)
        {
            prio.AddrId = id;
        }

        mptcp.EndPrio(prio);
        tcp.EndMptcp(mptcp);
    }
}
