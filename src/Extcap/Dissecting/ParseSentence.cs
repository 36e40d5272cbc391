using HeaderSpec;

namespace Extcap.Dissecting;

/// <summary>A parse failure, for people.</summary>
internal static class ParseSentence
{
    public static string Of(ParseError error) => error.Fault switch
    {
        ParseFault.Truncated => "the packet ends before the field does",
        ParseFault.InvalidValue => "the value is not allowed",
        ParseFault.InvalidLength => "the length does not fit what holds it",
        _ => error.Fault.ToString(),
    };
}
