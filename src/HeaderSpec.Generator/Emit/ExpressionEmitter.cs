using System.Globalization;
using HeaderSpec.Expressions;
using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Writes expressions as C#. Field names become what <paramref name="field"/> makes of them; <c>_io.eof</c> becomes <paramref name="eof"/>.</summary>
internal sealed class ExpressionEmitter(SpecModel spec, Func<string, string> field, string eof = "false", string item = "item")
{
    public string Emit(Expression expression) => expression switch
    {
        IntegerLiteral literal => literal.Value.ToString(CultureInfo.InvariantCulture),
        BooleanLiteral literal => literal.Value ? "true" : "false",
        NameExpression name => field(name.Name),
        EnumLiteral literal => EnumValue(literal),
        MemberExpression { Target: NameExpression { Name: "_" } } member => $"{item}.{(member.Name == "size" ? "Size" : Names.Pascal(member.Name))}",
        MemberExpression { Target: NameExpression { Name: "_io" }, Name: "eof" } => eof,
        MemberExpression { Name: "to_i" } member => $"(long){Operand(member.Target)}",
        MemberExpression { Name: "size" } member => $"{Operand(member.Target)}.Length",
        UnaryExpression { Operator: "not" } unary => "!" + Operand(unary.Operand),
        UnaryExpression unary => unary.Operator + Operand(unary.Operand),
        BinaryExpression { Operator: "and" } binary => $"{Operand(binary.Left)} && {Operand(binary.Right)}",
        BinaryExpression { Operator: "or" } binary => $"{Operand(binary.Left)} || {Operand(binary.Right)}",
        BinaryExpression binary => $"{Operand(binary.Left)} {binary.Operator} {Operand(binary.Right)}",
        ConditionalExpression conditional => $"{Operand(conditional.Condition)} ? {Operand(conditional.Then)} : {Operand(conditional.Otherwise)}",
        _ => throw new InvalidOperationException($"An expression of kind {expression.GetType().Name} has no C#."),
    };

    /// <summary>The sum as C#: fields times factors, then the constant.</summary>
    public string Emit(LinearForm form)
    {
        string text = "";
        foreach (KeyValuePair<string, long> term in form.Coefficients.OrderByDescending(term => term.Value))
        {
            long factor = Math.Abs(term.Value);
            bool isAlone = form.Constant == 0 && form.Coefficients.Count == 1;
            string product = factor == 1 ? field(term.Key) : isAlone ? $"{field(term.Key)} * {factor}" : $"({field(term.Key)} * {factor})";
            text += text.Length == 0 ? (term.Value < 0 ? "-" : "") + product : (term.Value < 0 ? " - " : " + ") + product;
        }

        return form.Constant == 0 && text.Length > 0
            ? text
            : text.Length == 0 ? form.Constant.ToString(CultureInfo.InvariantCulture) : $"{text} {(form.Constant < 0 ? '-' : '+')} {Math.Abs(form.Constant)}";
    }

    private string Operand(Expression expression)
    {
        string text = Emit(expression);
        return expression is BinaryExpression or ConditionalExpression ? $"({text})" : text;
    }

    private string EnumValue(EnumLiteral literal)
    {
        EnumModel model = spec.Enums.First(e => e.Id == literal.Enum);
        return $"{model.Name}.{model.Items.First(i => i.Id == literal.Item).Name}";
    }
}
