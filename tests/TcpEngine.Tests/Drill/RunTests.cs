using TcpEngine.Drill;

namespace TcpEngine.Tests.Drill;

/// <summary>What a run passes and what it fails: times, packets, calls, strictness.</summary>
public sealed class RunTests
{
    [Fact]
    public void A_failure_shows_both_packets_side_by_side()
    {
        DrillResult result = Scripts.PlayEstablished("+0 write(4, ..., 100) = 100\n+0 > . 1:102(101) ack 2 <nop,nop,sack 1:5>");

        Assert.Equal(
            """
            test.pkt:10:1: The stack sends another packet: flags differs.
                +0 > . 1:102(101) ack 2 <nop,nop,sack 1:5>
                           expected            actual
                ! flags    .                   P.
                ! seq      1:102(101)          1:101(100)
                ! ack      2                   1
                ! options  <nop,nop,sack 1:5>  <>
                  time     0.010000            0.010000

            """,
            result.Failure?.Describe("test.pkt"));
        Assert.Equal(8, result.EventsPlayed);
    }

    [Theory]
    [InlineData("+.04 > . 1:1(0) ack 101", null)]
    [InlineData("+.044 > . 1:1(0) ack 101", null)]
    [InlineData("+.0459 > . 1:1(0) ack 101", "The stack sends another packet: time differs. time: 0.055900 / 0.050000")] // 12.5 % of 45.9 ms are 5.7 ms
    [InlineData("+.0457 > . 1:1(0) ack 101", null)]
    [InlineData("+.035 > . 1:1(0) ack 101", "The stack sends another packet: time differs. time: 0.045000 / 0.050000")]
    [InlineData("+.01~+.036 > . 1:1(0) ack 101", null)]
    [InlineData("+.01~+.034 > . 1:1(0) ack 101", "The stack sends another packet: time differs. time: 0.020000 to 0.044000 / 0.050000")]
    [InlineData("0.05 > . 1:1(0) ack 101", null)]
    [InlineData("0.03~0.06 > . 1:1(0) ack 101", null)]
    [InlineData("* > . 1:1(0) ack 101", null)]
    [InlineData("* > . 1:1(0) ack 101\n+0 < . 101:101(0) ack 1 win 5\n* > . 1:1(0) ack 101", "The stack sends nothing.")]
    [InlineData("+.04 > . 1:1(0) ack 101\n+.3 > . 1:1(0) ack 101", "The stack sends nothing until 2.387500.")]
    public void The_time_of_a_packet_is_checked_within_the_tolerance(string lines, string? failure)
    {
        DrillResult result = Scripts.PlayEstablished("+0 < P. 1:101(100) ack 1 win 65535\n" + lines);

        Assert.Equal(failure, result.Failure is null ? null : Scripts.Failure(result));
    }

    [Fact]
    public void The_command_lines_tolerance_wins_over_the_scripts()
    {
        const string Script = "--tolerance_usecs=1\n--tolerance_percent=0\n" + Scripts.Established + "+0 < P. 1:101(100) ack 1 win 65535\n+.041 > . 1:1(0) ack 101";

        Assert.Equal("The stack sends another packet: time differs. time: 0.051000 / 0.050000", Scripts.Failure(Scripts.Play(Script)));
        Assert.Null(Scripts.Play(Script, new DrillOption("tolerance_usecs", "2000", default)).Failure);
    }

    [Fact]
    public void An_event_that_lies_back_is_late()
    {
        DrillResult result = Scripts.PlayEstablished("0.001 close(4) = 0");

        Assert.Equal("The script comes to this line too late. time: 0.001000 / 0.010000", Scripts.Failure(result));
    }

    [Fact]
    public void Without_strict_what_no_line_expects_passes()
    {
        const string Script = "+0 < P. 1:101(100) ack 1 win 65535\n+.1 read(4, ..., 1000) = 100";

        Assert.Equal("The stack sent a packet that no line expects (--strict). packet: nothing / 0.050000 > . 1:1(0) ack 101 win 59900", Scripts.Failure(Scripts.PlayEstablished(Script)));
        Assert.Null(DrillRun.Play(DrillScript.Parse(Scripts.Established + Script), new DrillSettings(), []).Failure);
    }

    [Theory]
    [InlineData("+0 > P. 1:3001(3000) ack 1", "", true)]
    [InlineData("+0 > . 1:2001(2000) ack 1\n+0 > P. 2001:3001(1000) ack 1", "", true)]
    [InlineData("+0 > P. 1:3001(3000) ack 1", "strict_segments", false)]
    [InlineData("+0 > . 1:1001(1000) ack 1\n+0 > . 1001:2001(1000) ack 1\n+0 > P. 2001:3001(1000) ack 1", "strict_segments", true)]
    [InlineData("+0 > P. 1:2501(2500) ack 1", "", false)]
    public void Several_segments_may_be_written_as_one(string lines, string option, bool passes)
    {
        DrillOption[] options = option.Length == 0 ? [] : [new DrillOption(option, null, default)];

        Assert.Equal(passes, Scripts.PlayEstablished("+0 write(4, ..., 3000) = 3000\n" + lines, options).Failure is null);
    }

    [Fact]
    public void A_window_is_compared_only_where_it_is_given()
    {
        Assert.Null(Scripts.PlayEstablished("+0 < P. 1:101(100) ack 1 win 65535\n+.04 > . 1:1(0) ack 101 win 59900").Failure);
        Assert.Equal("The stack sends another packet: win differs. win: 1 / 59900", Scripts.Failure(Scripts.PlayEstablished("+0 < P. 1:101(100) ack 1 win 65535\n+.04 > . 1:1(0) ack 101 win 1")));
    }

    [Theory]
    [InlineData("+0 > [noecn] P. 1:101(100) ack 1", null)]
    [InlineData("+0 > [ect01] P. 1:101(100) ack 1", "ecn: ect0 or ect1 / noecn")]
    [InlineData("+0 > (tos 0x04) P. 1:101(100) ack 1", "tos: 0x04 / 0x00")]
    [InlineData("+0 > (ttl 63) P. 1:101(100) ack 1", "ttl: 63 / 64")]
    [InlineData("+0 > P. 1:101(100) ack 1 urg 7", "urg: 7 / 0")]
    public void The_IP_header_is_compared_as_far_as_the_script_says(string line, string? difference)
    {
        DrillResult result = Scripts.PlayEstablished("+0 write(4, ..., 100) = 100\n" + line);

        Assert.Equal(difference is null, result.Failure is null);
        if (difference is not null)
        {
            Assert.EndsWith(difference, Scripts.Failure(result), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_call_that_waits_returns_at_its_time()
    {
        Assert.Null(Scripts.PlayEstablished("+0...0.02 read(4, ..., 10) = 10\n+.02 < P. 1:11(10) ack 1 win 65535\n+.04 > . 1:1(0) ack 11").Failure);
        Assert.Equal(
            "The call returned at another time. return: 0.060000 / 0.030000",
            Scripts.Failure(Scripts.PlayEstablished("+0...0.05 read(4, ..., 10) = 10\n+.02 < P. 1:11(10) ack 1 win 65535\n+.04 > . 1:1(0) ack 11")));
        Assert.Equal("The call did not return. return: 0.060000 / never", Scripts.Failure(Scripts.PlayEstablished("+0...0.05 read(4, ..., 10) = 10")));
        Assert.Equal("The call would block. A call that is to wait says when it returns: +T...E call(...)", Scripts.Failure(Scripts.PlayEstablished("+0 read(4, ..., 10) = 10")));
    }

    [Theory]
    [InlineData("+0 close(9) = -1 EBADF (Bad file descriptor)", null)]
    [InlineData("+0 close(9) = 0", "The call close came to something else. result: 0 / -1 EBADF")]
    [InlineData("+0 read(4, 0, 10) = -1 EFAULT", "The call would block. A call that is to wait says when it returns: +T...E call(...)")]
    [InlineData("+0 write(4, 0, 10) = -1 EFAULT", null)]
    [InlineData("+0 recv(4, ..., 10, MSG_DONTWAIT) = -1 EAGAIN", null)]
    [InlineData("+0 recv(4, ..., 10, MSG_DONTWAIT) = -1 EPIPE", "The call recv came to something else. result: -1 EPIPE / -1 EAGAIN")]
    [InlineData("+0 listen(4, 1) = -1 EINVAL", null)]
    [InlineData("+0 accept(4, ..., ...) = -1 EINVAL", null)]
    [InlineData("+0 bind(4, ..., ...) = -1 EINVAL", null)]
    [InlineData("+0 connect(4, ..., ...) = -1 EISCONN", null)]
    [InlineData("+0 shutdown(3, SHUT_WR) = 0", null)]
    [InlineData("+0 socket(..., SOCK_STREAM|SOCK_NONBLOCK, IPPROTO_TCP) = 5\n+0 fcntl(5, F_GETFL) = 0x802\n+0 bind(5, ..., ...) = -1 EADDRINUSE", null)]
    [InlineData("+0 getsockopt(4, SOL_SOCKET, SO_ERROR, [0], [4]) = 0", null)]
    [InlineData("+0 getsockopt(4, IPPROTO_TCP, TCP_MAXSEG, [999], [4]) = 0", "The call getsockopt came to something else. value: 999 / 1000")]
    [InlineData("+0 poll([{fd=3, events=POLLIN, revents=0}, {fd=4, events=POLLIN|POLLOUT, revents=POLLOUT}, {fd=9, events=POLLIN, revents=POLLNVAL}], 3, 0) = 2", null)]
    [InlineData("+0 poll([{fd=4, events=POLLIN, revents=POLLIN}], 1, 0) = 1", "The call poll came to something else. result: 1 / 0 fd 4 revents: POLLIN / 0")]
    [InlineData("+0...0.1 poll([{fd=4, events=POLLIN, revents=0}], 1, 100) = 0", null)]
    [InlineData("+0 ioctl(4, SIOCOUTQ, [0]) = 0", null)]
    [InlineData("+0 connect(4, AF_UNSPEC, ...) = 0\n+0 > R 1:1(0)", null)]
    public void Calls_return_what_Linuxs_do(string lines, string? failure)
    {
        DrillResult result = Scripts.PlayEstablished(lines);

        Assert.Equal(failure, result.Failure is null ? null : Scripts.Failure(result));
    }

    [Fact]
    public void Epoll_tells_edges_once_and_levels_as_long_as_they_last()
    {
        DrillResult result = Scripts.PlayEstablished("""
            +0 epoll_create(1) = 5
            +0 epoll_ctl(5, EPOLL_CTL_ADD, 4, {events=EPOLLIN|EPOLLET, fd=4}) = 0
            +0 epoll_wait(5, {events=0, ptr=0}, 1, 0) = 0
            +0 < P. 1:101(100) ack 1 win 65535
            +.04 > . 1:1(0) ack 101
            +0 epoll_wait(5, {events=EPOLLIN, fd=4}, 1, 0) = 1
            +0 epoll_wait(5, {events=0, ptr=0}, 1, 0) = 0
            +0 epoll_ctl(5, EPOLL_CTL_MOD, 4, {events=EPOLLIN, u32=77}) = 0
            +0 epoll_wait(5, {events=EPOLLIN, u32=77}, 1, 0) = 1
            +0 epoll_wait(5, {events=EPOLLIN, u32=77}, 1, 0) = 1
            +0 read(4, ..., 1000) = 100
            +0...0.05 epoll_wait(5, {events=0, ptr=0}, 1, 50) = 0
            +0 epoll_ctl(5, EPOLL_CTL_ADD, 4, {events=EPOLLIN, fd=4}) = -1 EEXIST
            """);

        Assert.Null(result.Failure);
    }

    [Fact]
    public void An_echoed_timestamp_must_have_been_seen_or_be_scaled()
    {
        const string Script = """
            0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
            +0 bind(3, ..., ...) = 0
            +0 listen(3, 1) = 0
            +0 < S 0:0(0) win 65535 <mss 1000,nop,nop,TS val 7 ecr 0>
            +0 > S. 0:0(0) ack 1 <mss 1460,nop,nop,TS val 100 ecr 7>
            +.01 < . 1:1(0) ack 1 win 65535 <nop,nop,TS val 8 ecr 105>
            """;

        Assert.Equal("6:42: ecr 105: no packet from the stack had that TS val. (--tcp_ts_ecr_scaled counts it from the first one.)", Scripts.Refuse(Script));
        Assert.Null(Scripts.Play(Script, new DrillOption("tcp_ts_ecr_scaled", null, default)).Failure);
    }

    [Theory]
    [InlineData("tcp_ts_tick_usecs", "1000", true)]
    [InlineData("tcp_ts_tick_usecs", "10000", false)]
    [InlineData("tcp_ts_tick_usecs", "0", true)]
    public void Timestamps_are_checked_by_the_ticks_of_their_clock(string option, string value, bool passes)
    {
        DrillResult result = Scripts.Play(
            """
            --tolerance_usecs=100
            `sysctl -q net.ipv4.tcp_sack=0 net.ipv4.tcp_window_scaling=0`
            0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
            +0...0.1 connect(3, ..., ...) = 0
            +0 > S 0:0(0) <mss 1460,nop,nop,TS val 100 ecr 0>
            +.1 < S. 0:0(0) ack 1 win 65535 <mss 1000,nop,nop,TS val 7 ecr 100>
            +0 > . 1:1(0) ack 1 <nop,nop,TS val 205 ecr 7>
            """, new DrillOption(option, value, default));

        Assert.Equal(passes, result.Failure is null);
    }

    [Fact]
    public void The_same_script_runs_over_IPv6()
    {
        DrillResult result = Scripts.Play(
            Scripts.Established.Replace("mss 1460", "mss 1440", StringComparison.Ordinal) + "+0 write(4, ..., 10) = 10\n+0 > [noecn] P. 1:11(10) ack 1",
            new DrillOption("ip_version", "ipv6", default), new DrillOption("local_ip", "fd00::7", default));

        Assert.Null(result.Failure);
    }

    [Fact]
    public void A_run_is_the_same_each_time()
    {
        EventLog first = new();
        EventLog second = new();
        foreach (EventLog log in (EventLog[])[first, second])
        {
            DrillRun.Play(DrillScript.Parse(Scripts.Established + "+0 write(4, ..., 3000) = 3000\n+.7 close(4) = 0"), new DrillSettings(), [], log);
        }

        Assert.NotEmpty(first.Lines);
        Assert.Equal(first.Lines, second.Lines);
    }

    [Theory]
    [InlineData("+0 mmap(4, 0) = 0", "9:1: The call 'mmap' is not supported. There are: accept, accept4, bind, close, connect, epoll_create, epoll_create1, epoll_ctl, epoll_wait, fcntl, getsockopt, ioctl, listen, open, pipe, pipe2, poll, read, readv, recv, recvfrom, recvmsg, send, sendfile, sendmsg, sendto, setsockopt, shutdown, socket, splice, write, writev.")]
    [InlineData("+0 setsockopt(4, SOL_TCP, TCP_DEFER_ACCEPT, [1], 4) = 0", "9:27: The socket option is not supported by the engine.")]
    [InlineData("+0 setsockopt(4, SOL_TCP, TCP_CONGESTION, \"reno\", 4) = 0", "9:27: TCP_CONGESTION cannot be changed once the connection is there: set it before, on the listener or before connect.")]
    [InlineData("+0 send(4, ..., 10, MSG_PEEK) = 10", "9:21: A flag here is not supported (0x2): MSG_DONTWAIT, MSG_NOSIGNAL, for sending MSG_OOB, MSG_FASTOPEN, MSG_MORE, MSG_EOR and MSG_ZEROCOPY, and for receiving MSG_WAITALL, MSG_TRUNC, MSG_PEEK and, with recvmsg, MSG_ERRQUEUE are.")]
    [InlineData("+0 socket(..., SOCK_DGRAM, IPPROTO_UDP) = 5", "9:16: Only stream sockets are supported: socket(..., SOCK_STREAM, IPPROTO_TCP).")]
    [InlineData("+0 close(FD) = 0", "9:10: There is no constant 'FD'.")]
    [InlineData("+0 close() = 0", "9:1: close takes 1 arguments, not 0.")]
    [InlineData("+0 < icmp unreachable no_route", "9:1: ICMPv4's 'unreachable' has no code 'no_route'.")]
    [InlineData("+0 < icmp packet_too_big", "9:1: ICMPv4 has no type 'packet_too_big'.")]
    public void What_is_not_supported_is_told_with_its_place(string line, string message) => Assert.Equal(message, Scripts.Refuse(Scripts.Established + line));
}
