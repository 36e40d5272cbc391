using System.Globalization;
using Capture.Annotating;
using Capture.Plugin;
using Shared;
using TcpEngine;

namespace Extcap.Tests.Wireshark;

public sealed class TsharkTests(WiresharkHome home) : IClassFixture<WiresharkHome>
{
    [TsharkFact]
    public void Tshark_lists_the_interfaces()
    {
        ExternalProgram listed = home.Tshark("-D");

        Assert.Contains("tcpengine-lab (TCP engine: a scenario in the simulator)", listed.Output, StringComparison.Ordinal);
        Assert.Contains("tcpengine-live (TCP engine: a running endpoint)", listed.Output, StringComparison.Ordinal);
        Assert.Contains("tcpengine-observe (TCP engine: a capture of other endpoints)", listed.Output, StringComparison.Ordinal);
    }

    [TsharkFact]
    public void Close_shows_the_states_of_both_endpoints()
    {
        ExternalProgram shown = home.Tshark("-i", "tcpengine-lab", "-o", "extcap.tcpengine_lab.scenario:close", "-T", "fields", "-e", "tcpengine.endpoint", "-e", "tcpengine.state_before", "-e", "tcpengine.state_after");
        string[][] rows = [.. shown.Lines.Select(line => line.Split('\t')).Where(row => row.Length == 3)];

        Assert.Equal(["CLOSED", "SYN_SENT", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "TIME_WAIT", "CLOSED"], StatesOf(rows, "A"));
        Assert.Equal(["CLOSED", "LISTEN", "SYN_RECEIVED", "ESTABLISHED", "CLOSE_WAIT", "LAST_ACK", "CLOSED"], StatesOf(rows, "B"));
    }

    [TsharkFact]
    public void A_filter_finds_the_frames_of_TIME_WAIT()
    {
        string file = home.Capture("close");

        ExternalProgram found = home.Tshark("-r", file, "-Y", "tcpengine.state_after == \"TIME_WAIT\"", "-T", "fields", "-e", "tcpengine.endpoint", "-e", "tcpengine.event");

        Assert.Equal(["A\tSEGMENT_RECEIVED", "A\tAPPLICATION_NOTICE", "A\tSEGMENT_SENT"], found.Lines);
    }

    [TsharkFact]
    public void The_wire_shows_close_as_RFC_9293_draws_it()
    {
        string file = home.Capture("close");

        ExternalProgram found = home.Tshark("-r", file, "-Y", "tcp", "-T", "fields", "-e", "ip.src", "-e", "tcpengine.seg_flags", "-e", "tcp.seq", "-e", "tcp.ack", "-e", "tcp.len");

        Assert.Equal(
            [
                "192.0.2.1\tSYN\t0\t0\t0", "192.0.2.2\tSYN,ACK\t0\t1\t0", "192.0.2.1\tACK\t1\t1\t0",
                "192.0.2.1\tFIN,ACK\t1\t1\t0", "192.0.2.2\tACK\t1\t2\t0", "192.0.2.2\tPSH,ACK\t1\t2\t1000", "192.0.2.2\tFIN,ACK\t1001\t2\t0", "192.0.2.1\tACK\t2\t1002\t0",
            ],
            found.Lines);
    }

    [TsharkFact]
    public void No_frame_of_any_scenario_is_malformed_and_every_frame_has_its_annotation()
    {
        // Sections of pcapng may follow each other: one file, so that tshark starts once.
        string file = home.File("all.pcapng");
        using (FileStream stream = File.Create(file))
        {
            foreach (Scenario scenario in ScenarioCatalog.All)
            {
                AnnotatedCaptureWriter writer = new(stream, "tcpengine-lab", scenario.Name, PacketFrames.Sent);
                ScenarioRun.Play(scenario, new ScenarioSettings { Loss = 0.05 }, writer);
                writer.Finish();
            }
        }

        // What is put on the wire on purpose may be as malformed as it likes.
        string wrong = home.Tshark("-r", file, "-Y", "(_ws.malformed and tcpengine.event != \"PACKET_INJECTED\") or tcpengine.malformed or _ws.lua.error or not tcpengine or not frame.comment").Output;
        Assert.Empty(wrong);
    }

    [TsharkFact]
    public void The_dialog_offers_every_scenario_and_setting_and_tshark_takes_them()
    {
        string file = home.Capture(
            "codel", "-o", "extcap.tcpengine_lab.rate:2000", "-o", "extcap.tcpengine_lab.ecn:on", "-o", "extcap.tcpengine_lab.congestion:newreno", "-o", "extcap.tcpengine_lab.seed:9");

        Assert.NotEmpty(home.Tshark("-r", file, "-Y", "tcpengine.reason_text contains \"marks the packet\"").Lines);
        Assert.NotEmpty(home.Tshark("-r", file, "-Y", "ip.dsfield.ecn == 2").Lines);
        string config = ProgramUnderTest.Run("--extcap-interface", "tcpengine-lab", "--extcap-config").Output;
        Assert.All(ScenarioCatalog.All, scenario => Assert.Contains($"{{value={scenario.Name}}}", config, StringComparison.Ordinal));
    }

    [TsharkFact]
    public void Cwnd_of_both_flows_is_in_the_capture()
    {
        string file = home.Capture("congestion");

        foreach (string endpoint in (string[])["A", "C"])
        {
            double[] windows = [.. home.Tshark("-r", file, "-Y", $"tcpengine.endpoint == \"{endpoint}\" and tcpengine.event == \"SEGMENT_SENT\" and tcp.len > 0", "-T", "fields", "-e", "tcpengine.cwnd").Lines.Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
            double largest = 0;
            Assert.True(windows.Length > 1000 && windows.Any(window => window < 0.75 * (largest = Math.Max(largest, window))), $"{endpoint}: {windows.Length} segments, cwnd to {largest} without a fall");
        }
    }

    [TsharkFact]
    public void The_capture_agrees_with_tsharks_analysis_about_retransmissions()
    {
        string file = home.Capture("transfer", "-o", "extcap.tcpengine_lab.loss:3", "-o", "extcap.tcpengine_lab.seed:5");

        string[] ours = home.Tshark("-r", file, "-Y", "tcpengine.retransmissions > 0", "-T", "fields", "-e", "frame.number").Lines;
        string[] theirs = home.Tshark("-r", file, "-Y", "tcp.analysis.retransmission or tcp.analysis.fast_retransmission or tcp.analysis.out_of_order", "-T", "fields", "-e", "frame.number").Lines;

        Assert.NotEmpty(ours);
        Assert.Equal(theirs, ours);
    }

    [TsharkFact]
    public void Without_the_plugin_the_packets_say_the_same()
    {
        using TemporaryFolder bare = new();
        string file = home.Capture("transfer");
        string[] question = ["-r", file, "-Y", "tcp", "-T", "fields", "-e", "frame.number", "-e", "tcp.seq", "-e", "tcp.ack", "-e", "tcp.len", "-e", "tcp.checksum.status", "-o", "tcp.check_checksum:TRUE"];

        Assert.Equal(home.Tshark(question).Output, ExternalProgram.Run("tshark", question, bare.Path).Output);
        string[] follow = ["-r", file, "-q", "-z", "follow,tcp,raw,0"];
        string stream = home.Tshark(follow).Output;
        Assert.Equal(stream, ExternalProgram.Run("tshark", follow, bare.Path).Output);
        Assert.True(stream.Length > 2_000_000); // 1 MB in hexadecimal digits
    }

    [TsharkFact]
    public void A_bad_setting_gives_one_clear_line()
    {
        ExternalProgram refused = home.Tshark("-i", "tcpengine-lab", "-o", "extcap.tcpengine_lab.loss:many");

        Assert.Contains("The loss 'many' is no number.", refused.Error, StringComparison.Ordinal);
    }

    [TsharkFact]
    public void Doctor_finds_nothing_wrong()
    {
        ExternalProgram examined = ProgramUnderTest.RunAt(home.Path, "doctor");

        Assert.True(examined.ExitCode == 0, examined.Output);
        Assert.DoesNotContain("WRONG", examined.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_program_installs_the_plugin_that_the_descriptors_make()
    {
        string installed = File.ReadAllText(Path.Combine(home.Path, ".local", "lib", "wireshark", "plugins", PluginSource.FileName));

        Assert.Equal(PluginSource.Generate(), installed);
    }

    [Fact]
    public void Uninstall_takes_away_what_install_put_in_place()
    {
        using TemporaryFolder own = new();
        ProgramUnderTest.RunAt(own.Path, "install");
        Assert.NotEmpty(Directory.EnumerateFiles(own.Path, "tcpengine*", SearchOption.AllDirectories));

        ExternalProgram removed = ProgramUnderTest.RunAt(own.Path, "uninstall");

        Assert.Equal(0, removed.ExitCode);
        Assert.Empty(Directory.EnumerateFiles(own.Path, "*", SearchOption.AllDirectories));
        Assert.Equal(1, ProgramUnderTest.RunAt(own.Path, "doctor").ExitCode);
    }

    private static string[] StatesOf(string[][] rows, string endpoint)
    {
        List<string> states = [];
        foreach (string[] row in rows.Where(row => row[0] == endpoint && row[1] != row[2]))
        {
            if (states.Count == 0)
            {
                states.Add(row[1]);
            }
            else if (row[1] == "LISTEN")
            {
                states.RemoveAt(states.Count - 1); // the connection begins where its listener is
                states.Add(row[1]);
            }

            Assert.Equal(states[^1], row[1]);
            states.Add(row[2]);
        }

        return [.. states];
    }
}
