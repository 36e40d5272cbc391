namespace Extcap;

/// <summary>Something that the user can mend: the message says what is wrong, with what, and what to do. It is shown without a stack trace.</summary>
internal sealed class UserErrorException(string message, int exitCode = 1) : Exception(message)
{
    /// <summary>The exit code for a command line that is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The program's exit code.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>The message, as one line.</summary>
    public static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ");
}
