using System.Globalization;
using System.Text.RegularExpressions;

namespace TcpEngine.Drill;

/// <summary>
/// Evaluates code blocks: the assertions, assignments and prints that are the same in Python. Variables live on from block to block; anything else is
/// refused with its place.
/// </summary>
/// <param name="trace">Is given what is printed; null for nobody.</param>
internal sealed partial class CodeBlock(Action<string>? trace)
{
    private readonly Dictionary<string, long> _variables = [];

    /// <summary>Runs a block.</summary>
    /// <param name="code">The event.</param>
    /// <param name="information">The variables of the connection at this moment.</param>
    /// <exception cref="DrillFailureException">An assertion does not hold.</exception>
    /// <exception cref="DrillScriptException">The block has more in it than this.</exception>
    public void Run(CodeEvent code, Dictionary<string, long> information)
    {
        foreach ((string name, long value) in information)
        {
            _variables[name] = value;
        }

        int line = code.CodePosition.Line;
        string[] lines = code.Code.Split('\n');
        for (int i = 0; i < lines.Length; i++, line++)
        {
            // A statement goes on while a bracket is open.
            int first = line;
            string statement = Comment().Replace(lines[i], "").Trim();
            while (statement.Count('(') > statement.Count(')') && i + 1 < lines.Length)
            {
                statement += " " + Comment().Replace(lines[++i], "").Trim();
                line++;
            }

            foreach (string part in statement.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                RunStatement(code, part, new SourcePosition(first, first == code.CodePosition.Line ? code.CodePosition.Column : 1));
            }
        }
    }

    [GeneratedRegex(@"#.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^([A-Za-z_]\w*)\s*([+-]?)=(?!=)\s*(.+)$")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"^assert\b\s*(.+)$")]
    private static partial Regex Assertion();

    [GeneratedRegex(@"^print\b\s*\(?(.*?)\)?$")]
    private static partial Regex Printing();

    [GeneratedRegex(@"\b(?:tcpi_)\w+")]
    private static partial Regex InformationName();

    private void RunStatement(CodeEvent code, string statement, SourcePosition position)
    {
        if (Printing().Match(statement) is { Success: true } printing)
        {
            trace?.Invoke(string.Join(' ', printing.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries).Select(argument => Printed(argument, position))));
            return;
        }

        if (statement == "pass")
        {
            return;
        }

        if (Assertion().Match(statement) is { Success: true } assertion)
        {
            Assert(code, assertion.Groups[1].Value, position);
        }
        else if (Assignment().Match(statement) is { Success: true } assignment)
        {
            string name = assignment.Groups[1].Value;
            long value = new CodeExpression(assignment.Groups[3].Value, _variables, position).EvaluateAll();
            string operation = assignment.Groups[2].Value;
            if (operation.Length > 0)
            {
                value = new CodeExpression(name, _variables, position).EvaluateAll() + (operation == "+" ? value : -value);
            }

            _variables[name] = value;
        }
        else
        {
            throw new DrillScriptException(position, $"'{statement}': of Python, only assert, assignments and print of whole numbers are supported in code blocks.");
        }
    }

    // What is no whole number stays as it is written.
    private string Printed(string argument, SourcePosition position)
    {
        try
        {
            return new CodeExpression(argument, _variables, position).EvaluateAll().ToString(CultureInfo.InvariantCulture);
        }
        catch (DrillScriptException)
        {
            return argument.Trim('\'', '"');
        }
    }

    private void Assert(CodeEvent code, string condition, SourcePosition position)
    {
        CodeExpression expression = new(condition, _variables, position);
        if (expression.EvaluateCondition() != 0)
        {
            return;
        }

        List<ComparedRow> rows = [.. InformationName().Matches(expression.ConditionText).Select(match => match.Value).Distinct().Select(name =>
            new ComparedRow(name, "", _variables[name].ToString(CultureInfo.InvariantCulture), Differs: false))];
        throw new DrillFailureException(code with { Position = position, Text = $"%{{ assert {expression.ConditionText} }}%" }, "The assertion does not hold.", rows);
    }
}
