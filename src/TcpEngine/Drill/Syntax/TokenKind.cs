namespace TcpEngine.Drill;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    End,
    Integer,
    Float,
    Hex,
    Word,
    String,
    BackQuoted,
    Code,
    Ellipsis,
    Ipv4,
    Ipv6,
    Symbol,
}
