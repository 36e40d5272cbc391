namespace TcpEngine.Drill;

/// <summary>The constants of the socket interface, with Linux's values.</summary>
internal static class Constants
{
    public const long AF_UNSPEC = 0;
    public const long AF_INET = 2;
    public const long AF_INET6 = 10;
    public const long SOCK_STREAM = 1;
    public const long SOCK_NONBLOCK = 0x800;
    public const long O_RDWR = 2;
    public const long O_NONBLOCK = 0x800;
    public const long MSG_OOB = 1;
    public const long MSG_DONTWAIT = 0x40;
    public const long MSG_WAITALL = 0x100;
    public const long MSG_NOSIGNAL = 0x4000;
    public const long MSG_TRUNC = 0x20;
    public const long MSG_FASTOPEN = 0x20000000;
    public const long MSG_PEEK = 2;
    public const long MSG_EOR = 0x80;
    public const long MSG_ERRQUEUE = 0x2000;
    public const long MSG_MORE = 0x8000;
    public const long MSG_ZEROCOPY = 0x4000000;
    public const long SO_TIMESTAMPING = 37;
    public const long SOF_TIMESTAMPING_TX_SOFTWARE = 1 << 1;
    public const long SOF_TIMESTAMPING_OPT_ID = 1 << 7;
    public const long SOF_TIMESTAMPING_TX_SCHED = 1 << 8;
    public const long SOF_TIMESTAMPING_TX_ACK = 1 << 9;
    public const long SOF_TIMESTAMPING_OPT_TSONLY = 1 << 11;
    public const long SOF_TIMESTAMPING_RX_SOFTWARE = 1 << 3;
    public const long SOF_TIMESTAMPING_SOFTWARE = 1 << 4;
    public const long SO_EE_ORIGIN_ICMP = 2;
    public const long SO_EE_ORIGIN_ICMP6 = 3;
    public const long SO_EE_ORIGIN_TIMESTAMPING = 4;
    public const long SO_EE_ORIGIN_ZEROCOPY = 5;
    public const long SO_EE_CODE_ZEROCOPY_COPIED = 1;
    public const long IP_RECVERR = 11;
    public const long SPLICE_F_NONBLOCK = 2;
    public const long SPLICE_F_MORE = 4;
    public const long IPV6_RECVERR = 25;
    public const long POLLIN = 1;
    public const long POLLPRI = 2;
    public const long POLLOUT = 4;
    public const long POLLERR = 8;
    public const long POLLHUP = 0x10;
    public const long POLLRDNORM = 0x40;
    public const long POLLWRNORM = 0x100;
    public const long POLLRDHUP = 0x2000;
    public const long EPOLLEXCLUSIVE = 1L << 28;
    public const long EPOLLONESHOT = 1L << 30;
    public const long EPOLLET = 1L << 31;
    public const long SOL_SOCKET = 1;
    public const long IPPROTO_IP = 0;
    public const long IPPROTO_TCP = 6;
    public const long IPPROTO_IPV6 = 41;

    private static readonly Dictionary<string, long> Values = new()
    {
        [nameof(AF_UNSPEC)] = AF_UNSPEC, [nameof(AF_INET)] = AF_INET, [nameof(AF_INET6)] = AF_INET6, ["PF_INET"] = AF_INET, ["PF_INET6"] = AF_INET6,
        [nameof(SOCK_STREAM)] = SOCK_STREAM, ["SOCK_DGRAM"] = 2, ["SOCK_RAW"] = 3, [nameof(SOCK_NONBLOCK)] = SOCK_NONBLOCK, ["SOCK_CLOEXEC"] = 0x80000,
        [nameof(IPPROTO_IP)] = IPPROTO_IP, ["IPPROTO_ICMP"] = 1, [nameof(IPPROTO_TCP)] = IPPROTO_TCP, ["IPPROTO_UDP"] = 17, [nameof(IPPROTO_IPV6)] = IPPROTO_IPV6,
        [nameof(SOL_SOCKET)] = SOL_SOCKET, ["SOL_IP"] = 0, ["SOL_TCP"] = 6, ["SOL_IPV6"] = 41,
        [nameof(O_RDWR)] = O_RDWR, ["O_RDONLY"] = 0, ["O_WRONLY"] = 1, ["O_CREAT"] = 0x40, ["O_TRUNC"] = 0x200, ["O_APPEND"] = 0x400, [nameof(O_NONBLOCK)] = O_NONBLOCK,
        ["F_GETFD"] = 1, ["F_SETFD"] = 2, ["F_GETFL"] = 3, ["F_SETFL"] = 4,
        ["SHUT_RD"] = 0, ["SHUT_WR"] = 1, ["SHUT_RDWR"] = 2,
        [nameof(MSG_OOB)] = MSG_OOB, [nameof(MSG_PEEK)] = MSG_PEEK, ["MSG_CTRUNC"] = 8, [nameof(MSG_TRUNC)] = MSG_TRUNC, [nameof(MSG_DONTWAIT)] = MSG_DONTWAIT, [nameof(MSG_EOR)] = MSG_EOR, [nameof(MSG_WAITALL)] = MSG_WAITALL,
        [nameof(MSG_NOSIGNAL)] = MSG_NOSIGNAL, [nameof(MSG_ERRQUEUE)] = MSG_ERRQUEUE, [nameof(MSG_MORE)] = MSG_MORE, [nameof(MSG_ZEROCOPY)] = MSG_ZEROCOPY, [nameof(MSG_FASTOPEN)] = MSG_FASTOPEN,
        [nameof(POLLIN)] = POLLIN, [nameof(POLLPRI)] = POLLPRI, [nameof(POLLOUT)] = POLLOUT, [nameof(POLLERR)] = POLLERR, [nameof(POLLHUP)] = POLLHUP, ["POLLNVAL"] = 0x20,
        [nameof(POLLRDNORM)] = POLLRDNORM, [nameof(POLLWRNORM)] = POLLWRNORM, [nameof(POLLRDHUP)] = POLLRDHUP,
        ["EPOLLIN"] = POLLIN, ["EPOLLPRI"] = POLLPRI, ["EPOLLOUT"] = POLLOUT, ["EPOLLERR"] = POLLERR, ["EPOLLHUP"] = POLLHUP, ["EPOLLRDNORM"] = POLLRDNORM, ["EPOLLWRNORM"] = POLLWRNORM,
        ["EPOLLRDHUP"] = POLLRDHUP, [nameof(EPOLLEXCLUSIVE)] = EPOLLEXCLUSIVE, ["EPOLLWAKEUP"] = 1L << 29, [nameof(EPOLLONESHOT)] = EPOLLONESHOT, [nameof(EPOLLET)] = EPOLLET,
        ["EPOLL_CTL_ADD"] = 1, ["EPOLL_CTL_DEL"] = 2, ["EPOLL_CTL_MOD"] = 3,
        ["SIOCINQ"] = 0x541b, ["FIONREAD"] = 0x541b, ["SIOCOUTQ"] = 0x5411, ["SIOCOUTQNSD"] = 0x894b,
        ["SO_DEBUG"] = 1, ["SO_REUSEADDR"] = 2, ["SO_TYPE"] = 3, ["SO_ERROR"] = 4, ["SO_SNDBUF"] = 7, ["SO_RCVBUF"] = 8, ["SO_KEEPALIVE"] = 9, ["SO_PRIORITY"] = 12, ["SO_LINGER"] = 13,
        ["SO_REUSEPORT"] = 15, ["SO_ACCEPTCONN"] = 30, ["SO_MARK"] = 36, [nameof(SO_TIMESTAMPING)] = SO_TIMESTAMPING, ["SO_BUSY_POLL"] = 46, ["SO_ZEROCOPY"] = 60,
        ["IP_TOS"] = 1, ["IP_TTL"] = 2, ["IP_MTU_DISCOVER"] = 10, [nameof(IP_RECVERR)] = IP_RECVERR, [nameof(IPV6_RECVERR)] = IPV6_RECVERR, ["IPV6_MTU_DISCOVER"] = 23, ["IP_FREEBIND"] = 15, ["IPV6_V6ONLY"] = 26, ["IPV6_TCLASS"] = 67,
        ["TCP_NODELAY"] = 1, ["TCP_MAXSEG"] = 2, ["TCP_CORK"] = 3, ["TCP_KEEPIDLE"] = 4, ["TCP_KEEPINTVL"] = 5, ["TCP_KEEPCNT"] = 6, ["TCP_SYNCNT"] = 7, ["TCP_LINGER2"] = 8,
        ["TCP_DEFER_ACCEPT"] = 9, ["TCP_WINDOW_CLAMP"] = 10, ["TCP_INFO"] = 11, ["TCP_QUICKACK"] = 12, ["TCP_CONGESTION"] = 13, ["TCP_USER_TIMEOUT"] = 18, ["TCP_FASTOPEN"] = 23,
        ["TCP_NOTSENT_LOWAT"] = 25, ["TCP_FASTOPEN_CONNECT"] = 30, ["TCP_FASTOPEN_KEY"] = 33, ["TCP_FASTOPEN_NO_COOKIE"] = 34, ["TCP_INQ"] = 36, ["TCP_CM_INQ"] = 36,
        ["SCM_TIMESTAMPING"] = 37, ["SCM_TSTAMP_SND"] = 0, ["SCM_TSTAMP_SCHED"] = 1, ["SCM_TSTAMP_ACK"] = 2,
        ["SOF_TIMESTAMPING_TX_HARDWARE"] = 1, [nameof(SOF_TIMESTAMPING_TX_SOFTWARE)] = SOF_TIMESTAMPING_TX_SOFTWARE, ["SOF_TIMESTAMPING_RX_HARDWARE"] = 1 << 2,
        [nameof(SOF_TIMESTAMPING_RX_SOFTWARE)] = SOF_TIMESTAMPING_RX_SOFTWARE, [nameof(SOF_TIMESTAMPING_SOFTWARE)] = SOF_TIMESTAMPING_SOFTWARE, ["SOF_TIMESTAMPING_SYS_HARDWARE"] = 1 << 5, ["SOF_TIMESTAMPING_RAW_HARDWARE"] = 1 << 6,
        [nameof(SOF_TIMESTAMPING_OPT_ID)] = SOF_TIMESTAMPING_OPT_ID, [nameof(SOF_TIMESTAMPING_TX_SCHED)] = SOF_TIMESTAMPING_TX_SCHED, [nameof(SOF_TIMESTAMPING_TX_ACK)] = SOF_TIMESTAMPING_TX_ACK,
        ["SOF_TIMESTAMPING_OPT_CMSG"] = 1 << 10, [nameof(SOF_TIMESTAMPING_OPT_TSONLY)] = SOF_TIMESTAMPING_OPT_TSONLY, ["SOF_TIMESTAMPING_OPT_STATS"] = 1 << 12, ["SOF_TIMESTAMPING_OPT_ID_TCP"] = 1 << 16,
        ["SPLICE_F_MOVE"] = 1, [nameof(SPLICE_F_NONBLOCK)] = SPLICE_F_NONBLOCK, [nameof(SPLICE_F_MORE)] = SPLICE_F_MORE,
        ["SO_EE_ORIGIN_NONE"] = 0, ["SO_EE_ORIGIN_LOCAL"] = 1, [nameof(SO_EE_ORIGIN_ICMP)] = SO_EE_ORIGIN_ICMP, [nameof(SO_EE_ORIGIN_ICMP6)] = SO_EE_ORIGIN_ICMP6, [nameof(SO_EE_ORIGIN_TIMESTAMPING)] = SO_EE_ORIGIN_TIMESTAMPING,
        [nameof(SO_EE_ORIGIN_ZEROCOPY)] = SO_EE_ORIGIN_ZEROCOPY, [nameof(SO_EE_CODE_ZEROCOPY_COPIED)] = SO_EE_CODE_ZEROCOPY_COPIED, ["ENOMSG"] = 42,
        ["IP_PMTUDISC_DONT"] = 0, ["IP_PMTUDISC_WANT"] = 1, ["IP_PMTUDISC_DO"] = 2, ["IP_PMTUDISC_PROBE"] = 3, ["INADDR_ANY"] = 0, ["NULL"] = 0,
    };

    /// <summary>The value of a name.</summary>
    public static bool TryGet(string name, out long value) => Values.TryGetValue(name, out value);
}
