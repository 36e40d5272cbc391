using System.Globalization;

namespace TcpEngine.Drill;

/// <summary>Compares what a system call came to with what the script says.</summary>
internal static class CallCheck
{
    /// <exception cref="DrillFailureException">It differs.</exception>
    public static void Require(CallEvent call, CallOutcome outcome)
    {
        List<ComparedRow> rows = [];
        string actual = Text(outcome.Value, outcome.Error);
        if (call.Result is not EllipsisExpression)
        {
            long value = CallArguments.Evaluate(call.Result);
            Errno error = call.Error is null ? Errno.None : Parse(call);
            rows.Add(new ComparedRow("result", Text(value, error), actual, value != outcome.Value || (call.Error is not null && error != outcome.Error)));
        }

        rows.AddRange(outcome.Checks);
        if (rows.Exists(row => row.Differs))
        {
            throw new DrillFailureException(call, $"The call {call.Name} came to something else.", rows);
        }
    }

    private static Errno Parse(CallEvent call) =>
        Enum.TryParse(call.Error, out Errno error) ? error : throw new DrillScriptException(call.Result.Position, $"There is no error '{call.Error}' that a call could set here.");

    private static string Text(long value, Errno error) =>
        string.Create(CultureInfo.InvariantCulture, $"{value}{(error == Errno.None ? "" : $" {error}")}");
}
