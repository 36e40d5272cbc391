namespace TcpEngine.Tests.Scenarios;

public sealed class ScenarioTests
{
    private readonly EventLog _log = new();

    [Fact]
    public void Handshake_takes_three_segments_and_makes_both_ends_established()
    {
        ScenarioResult result = Play("handshake");

        Assert.Equal(["A SYN", "B SYN,ACK", "A ACK"], _log.Sent);
        Assert.Equal(
            ["B Closed>Listen", "A Closed>SynSent", "B Listen>SynReceived", "A SynSent>Established", "B SynReceived>Established"],
            _log.Transitions);
        Assert.True(result.IsComplete);
    }

    [Fact]
    [Requirement("MUST-13")]
    public void Close_lets_B_finish_sending_and_leaves_TIME_WAIT_with_A()
    {
        ScenarioResult result = Play("close");

        Assert.Equal(
            ["A SYN", "B SYN,ACK", "A ACK", "A FIN,ACK", "B ACK", "B PSH,ACK 1000", "B FIN,ACK", "A ACK"],
            _log.Sent);
        Assert.Equal(
            [
                "A Established>FinWait1", "B Established>CloseWait", "A FinWait1>FinWait2", "B CloseWait>LastAck",
                "A FinWait2>TimeWait", "B LastAck>Closed", "A TimeWait>Closed",
            ],
            _log.Transitions.Skip(5));
        Assert.Equal(1000, result.A.BytesReceived);
        Assert.True(result.IsIntact);
        Assert.InRange(result.Duration.TotalSeconds, 60, 61); // TIME-WAIT lasts 2 * MSL
    }

    [Fact]
    public void Close_by_server_leaves_TIME_WAIT_with_B()
    {
        Play("close-by-server");

        Assert.Contains("B FinWait2>TimeWait", _log.Transitions);
        Assert.Contains("A LastAck>Closed", _log.Transitions);
        Assert.Equal("B TimeWait>Closed", _log.Transitions[^1]);
    }

    [Fact]
    public void Transfer_delivers_every_byte_in_order()
    {
        ScenarioResult result = Play("transfer");

        Assert.Equal(1_000_000, result.B.BytesReceived);
        Assert.True(result.IsIntact);
        Assert.DoesNotContain(_log.Lines, line => line.Contains("Retransmi", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void Transfer_delivers_every_byte_over_a_lossy_link(double loss)
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            Assert.True(ScenarioCatalog.TryFind("transfer", out Scenario? scenario));
            ScenarioResult result = ScenarioRun.Play(scenario, new ScenarioSettings { Seed = seed, Loss = loss });
            bool delivered = result.B is { BytesReceived: 1_000_000, IsIntact: true };
            bool failed = result.A.Failure != TcpFailure.None || result.B.Failure != TcpFailure.None;
            Assert.True(result.IsComplete && result.B.IsIntact && (delivered || failed), $"seed {seed}: {result}");
        }
    }

    [Fact]
    [Requirement("RTO-1", "RTO-10")]
    public void A_lost_SYN_goes_again_after_1_and_2_seconds()
    {
        ScenarioResult result = Play("lost-syn");

        Assert.Equal(["A SYN", "A SYN", "A SYN", "B SYN,ACK", "A ACK"], _log.Sent);
        string[] times = [.. _log.Lines.Where(line => line.Contains("SegmentSent SYN ", StringComparison.Ordinal)).Select(line => line.Split(' ')[0])];
        Assert.Equal(["0.001000000", "1.001000000", "3.001000000"], times);
        Assert.True(result.A.WasConnected && result.B.WasConnected);
    }

    [Fact]
    public void A_refused_connection_is_told_to_the_application()
    {
        ScenarioResult result = Play("refused");

        Assert.Equal(["A SYN", "B RST,ACK"], _log.Sent);
        Assert.Equal(["A Closed>SynSent", "A SynSent>Closed"], _log.Transitions);
        Assert.Equal(TcpFailure.Refused, result.A.Failure);
    }

    [Fact]
    [Requirement("INV-3")]
    public void The_same_seed_gives_the_same_run()
    {
        Assert.True(ScenarioCatalog.TryFind("transfer", out Scenario? scenario));
        ScenarioSettings settings = new() { Seed = 7, Loss = 0.05 };
        EventLog again = new();
        ScenarioRun.Play(scenario, settings, _log);
        ScenarioRun.Play(scenario, settings, again);

        Assert.Equal(_log.Lines, again.Lines);
    }

    [Fact]
    [Requirement("INV-2")]
    public void Every_event_has_a_reason_and_every_state_change_is_told_once()
    {
        foreach (Scenario scenario in ScenarioCatalog.All)
        {
            EventLog log = new();
            ScenarioRun.Play(scenario, new ScenarioSettings { Loss = 0.1 }, log);
            Assert.DoesNotContain(log.Lines, line => line.Contains(" None ", StringComparison.Ordinal) && !line.Contains("LinkFault", StringComparison.Ordinal));
            foreach (IGrouping<string, string> connection in log.Changes.Where(change => change.States != "Closed>Listen").GroupBy(change => change.Connection, change => change.States))
            {
                string[] chain = [.. connection];
                for (int i = 1; i < chain.Length; i++)
                {
                    Assert.True(chain[i].Split('>')[0] == chain[i - 1].Split('>')[1], $"{scenario.Name}: {connection.Key} {chain[i - 1]} then {chain[i]}");
                }
            }
        }
    }

    private ScenarioResult Play(string name)
    {
        Assert.True(ScenarioCatalog.TryFind(name, out Scenario? scenario));
        return ScenarioRun.Play(scenario, new ScenarioSettings(), _log);
    }
}
