using TcpEngine.Drill;

namespace TcpEngine.Tests.Drill;

/// <summary>The language: what is read, and where errors are said to be.</summary>
public sealed class LanguageTests
{
    private const string Socket = "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n";

    [Theory]
    [InlineData("+1 ~ +2 > . 1:1(0) ack 1")]
    [InlineData("1~2 > . 1:1(0) ack 1")]
    [InlineData("* > . 1:1(0) ack 1")]
    [InlineData("+.5...1.25 read(3, ..., 10) = 10")]
    [InlineData("+0...0 accept(3, ..., ...) = 4")]
    [InlineData("+0 > P.5 1:1001(1000) ack 1")]
    [InlineData("+0 > .7 1:1(0) ack 1")]
    [InlineData("+0 < - 1:1(0) win 0")]
    [InlineData("+0 < SEWA 1:1(0) win 0")]
    [InlineData("+0 < U. 1:11(10) ack 1 win 5 urg 3 <nop,nop,nop,eol>")]
    [InlineData("+0 > . 1:1(0) ack 1 <...>")]
    [InlineData("+0 < [ect0] . 1:1(0) ack 1 win 5")]
    [InlineData("+0 > (tos 0x10, ttl 5, flowlabel 0x12345) . 1:1(0) ack 1")]
    [InlineData("+0 < 80 > 8080 S 1:1(0) win 5 <FO 0123456789,nop,nop,nop,nop,nop>")]
    [InlineData("+0 < S 1:1(0) win 5 <FOEXP,FO,nop,nop>")]
    [InlineData("+0 < . 1:1(0) ack 1 win 5 <ECN e1b 1 ceb 2 e0b 3,nop>")]
    [InlineData("+0 < icmp unreachable frag_needed mtu 1400 [1:1001(1000)]")]
    [InlineData("+0 < icmp type_3 code_4 id 5")]
    [InlineData("+0 setsockopt(3, SOL_SOCKET, SO_LINGER, {onoff=1, linger=0}, 8) = 0")]
    [InlineData("+0 recvmsg(3, {msg_name(...)=..., msg_iov(2)=[{..., 10}, {..., 20}], msg_flags=MSG_TRUNC|MSG_EOR}, 0) = 30")]
    [InlineData("+0 sendto(3, ..., 10, MSG_NOSIGNAL, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr(\"192.0.2.1\")}, ...) = -1 EPIPE (Broken pipe) (a note, with: signs)")]
    [InlineData("+0 %{ assert x == '}' }%")]
    [InlineData("+0 `echo \"// no comment\" > /dev/null`")]
    [InlineData("+0 // a comment\n /* and\n another */ close(3) = 0")]
    [InlineData("+0 close(3)\n  =\n 0")]
    public void These_are_in_the_language(string line) => Assert.Equal(2, DrillScript.Parse(Socket + line).EventCount);

    [Theory]
    [InlineData("@ close(3) = 0", "2:1: Expected a time in seconds, found '@'.")]
    [InlineData("+0 1:1(0)", "2:4: Expected a packet (< or >), a call, a command in back quotes or a code block after the time, found '1'.")]
    [InlineData("+0 < . 1:1(0) ack 1", "2:20: A packet that goes into the stack needs its window: win N.")]
    [InlineData("+0 > . 1:5(3) ack 1", "2:8: 1:5(3) does not add up: 1 and 3 make 4.")]
    [InlineData("+0 > X. 1:1(0)", "2:6: 'X.' are no flags: they are the letters F S R P E W A U, an ACE digit 1 to 7, and a dot for ACK, or - for none.")]
    [InlineData("+0 > E5. 1:1(0)", "2:6: The flags have an ACE digit, which is AE, CWR and ECE, and one of the letters for these.")]
    [InlineData("+0 > . 1:1(0) ack 1 <mss 10,wscale 3>", "2:21: The options have 7 bytes: it must be a multiple of 4, pad with nop, and no more than 40.")]
    [InlineData("+0 > . 1:1(0) ack 1 <mss 10,mms 10>", "2:29: Expected an option (mss, nop, eol, sackOK, wscale, TS, sack, FO, FOEXP, md5, ECN), found 'mms'.")]
    [InlineData("+0 > . 1:1(0) ack 1 <mss 70000>", "2:26: an MSS must be from 0 to 65535, not 70000.")]
    [InlineData("+0 < S 1:1(0) win 5 <FO COOKIE>", "2:25: 'COOKIE' is not a row of bytes in hexadecimal. A name that stands for one is given with --define=COOKIE=...")]
    [InlineData("+0 < . 1:1(0) win 5 <...>", "2:21: <...> means any options: a packet that goes into the stack needs its own.")]
    [InlineData("* close(3) = 0", "2:1: A range of times, or *, is for packets from the stack: what the script does itself has one time.")]
    [InlineData("+0...1 > . 1:1(0)", "2:1: T...E says when a call begins and returns: only a call can have it.")]
    [InlineData("+2...1 close(3) = 0", "2:6: The call is to return before it begins.")]
    [InlineData("+1~2 > . 1:1(0)", "2:4: Both ends of a range of times are relative, or none is: +A~+B or A~B.")]
    [InlineData("+0 close(3 = 0", "2:12: Expected ',' or ')' in a list, found '='.")]
    [InlineData("+0 %{ assert 1", "2:4: The code block that begins here has no end: }% is missing.")]
    [InlineData("+0 `ls", "2:4: The command that begins here has no end: ` is missing.")]
    [InlineData("+0 close(3) = 0 `ls`\n+0 close(3) = 0", "2:17: A shell command without a time stands at the beginning or at the end of a script; in between it needs a time.")]
    [InlineData("+0 > gre: . 1:1(0)", "2:6: 'gre': encapsulation and other protocols than TCP and ICMP are not supported.")]
    [InlineData("+0 > icmp unreachable", "2:4: ICMP messages from the stack cannot be expected: a TCP sends none.")]
    [InlineData("/* open", "2:1: The comment that begins here has no end: */ is missing.")]
    public void These_are_not_and_the_place_is_said(string line, string message)
    {
        DrillScriptException refused = Assert.Throws<DrillScriptException>(() => DrillScript.Parse(Socket + line));

        Assert.Equal(message, $"{refused.Position}: {refused.Message}");
    }

    [Fact]
    public void Options_come_first_and_keep_their_values()
    {
        DrillScript script = DrillScript.Parse("// a comment\n--tolerance_usecs=10 --strict\n--define=A=\"x y\"\n" + Socket);

        Assert.Equal(
            [new DrillOption("tolerance_usecs", "10", new SourcePosition(2, 1)), new DrillOption("strict", null, new SourcePosition(2, 22)), new DrillOption("define", "A=\"x y\"", new SourcePosition(3, 1))],
            script.Options);
    }

    [Fact]
    public void A_defined_word_stands_for_another_and_the_command_line_wins()
    {
        const string Text = "--define=N=5\n0 socket(..., SOCK_STREAM, IPPROTO_TCP) = N\n+0 listen(N, 1) = 0\n+0 fcntl(N, F_GETFL) = FLAGS";

        Assert.Equal(3, DrillScript.Parse(Text).EventCount);
        Assert.Null(DrillRun.Play(DrillScript.Parse(Text, new Dictionary<string, string> { ["N"] = "7", ["FLAGS"] = "0x2" }), new DrillSettings(), []).Failure);
    }

    [Theory]
    [InlineData("--tolerance_usecs=x", "1:1: --tolerance_usecs must be a number from 0 to 1000000000000, not 'x'.")]
    [InlineData("--ip_version=ipv5", "1:1: --ip_version must be ipv4, ipv6 or ipv4-mapped-ipv6, not 'ipv5'.")]
    [InlineData("--tolerance=5", "1:1: There is no option --tolerance.")]
    [InlineData("--local_ip=2001:db8::5", "0:0: The addresses 2001:db8::5 and 192.0.2.1 are not both of IPv4: --ip_version, --local_ip and --remote_ip must agree.")]
    public void A_bad_option_is_told(string option, string message) => Assert.Equal(message, Scripts.Refuse(option + "\n" + Socket));

    [Fact]
    public void Random_texts_are_read_or_refused_and_nothing_else()
    {
        RandomSource random = new(1);
        string[] pieces = ["+0", "0.1", "...", "~", "*", "<", ">", "S.", "1:1001(1000)", "ack", "win", "5", "<mss 1000>", "`ls`", "%{", "}%", "\"", "(", ")", "[", "]", "{", "}", ",", "=", "|", "-1", "EPIPE", "close", "icmp", "::1", "1.2.3.4", "0x", "--a=b", "//", "/*", "\n", " ", "sack", "TS val 1 ecr", "\0", "ä"];
        int read = 0;
        for (int i = 0; i < 20_000; i++)
        {
            string text = random.Chance(0.5) ? Socket : "";
            for (int count = random.Next(12); count >= 0; count--)
            {
                text += pieces[random.Next(pieces.Length)] + (random.Chance(0.7) ? " " : "");
            }

            try
            {
                DrillScript.Parse(text);
                read++;
            }
            catch (DrillScriptException refused)
            {
                Assert.InRange(refused.Position.Line, 1, 20);
            }
        }

        Assert.InRange(read, 1, 20_000);
    }
}
