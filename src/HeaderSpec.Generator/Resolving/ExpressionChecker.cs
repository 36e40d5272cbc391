using System.Numerics;
using HeaderSpec.Diagnostics;
using HeaderSpec.Expressions;
using HeaderSpec.Model;
using HeaderSpec.Typing;

namespace HeaderSpec.Resolving;

/// <summary>Types every expression of a spec where it stands, and sees that what it needs is known by then.</summary>
internal sealed class ExpressionChecker(World world, SpecPlaces places)
{
    private static readonly ExpressionType Integer = ExpressionType.Integer(0, 0);

    private readonly MemberTyping _typing = new(world);

    public void Check()
    {
        foreach (TypeModel type in world.Spec.Types)
        {
            CheckEndian(type);
            foreach (FieldModel field in type.Fields)
            {
                ExpressionContext reading = new(type, IsReading: true, HasIndex: field.IsRepeated);
                Compile(field.Condition, reading with { HasIndex = false }, ExpressionType.Boolean);
                Compile(field.Count, reading with { HasIndex = false }, Integer);
                CheckReading(type, field, reading);
                CheckOrder(type, field);
                CheckRange(field);
            }

            foreach (FieldModel instance in type.Instances)
            {
                CheckInstance(type, instance);
            }

            CheckParameters(type);
        }

        foreach (KeyValuePair<FieldModel, string> circle in _typing.Circles)
        {
            places.Report(SpecDiagnostics.Cycle, circle.Key.Value!, circle.Key.Id, circle.Value);
        }
    }

    private TypedExpression? Compile(Expression? expression, ExpressionContext context, ExpressionType? wanted = null)
    {
        if (expression is null)
        {
            return null;
        }

        ExpressionCompiler compiler = new(_typing, context, places.Report);
        return wanted is null ? compiler.Compile(expression) : compiler.Compile(expression, wanted);
    }

    private void CheckEndian(TypeModel type)
    {
        if (type.Endian is not { Cases.Count: > 0 } endian || Compile(endian.On, new ExpressionContext(type)) is not { } on)
        {
            return;
        }

        foreach (EndianCase choice in endian.Cases)
        {
            Compile(choice.Value, new ExpressionContext(type), on.Type);
        }
    }

    private void CheckInstance(TypeModel type, FieldModel instance)
    {
        ExpressionContext asked = new(type);
        Compile(instance.Condition, asked, ExpressionType.Boolean);
        if (instance.Value is not null)
        {
            TypedExpression? value = Compile(instance.Value, asked);
            if (value is not null && instance.Enum.Length > 0 && value.Type is not IntegerType && !(value.Type is EnumType own && own.Key == instance.Enum))
            {
                places.Report(SpecDiagnostics.ExpressionType, instance.Value, [$"an enum needs an integer, not {value.Type}"]);
            }

            return;
        }

        Compile(instance.Position, asked, Integer);
        Compile(instance.Stream, asked, ExpressionType.Stream);
        Compile(instance.Count, asked, Integer);
        CheckReading(type, instance, new ExpressionContext(type, IsReading: true, HasIndex: instance.IsRepeated));
    }

    private void CheckReading(TypeModel type, FieldModel field, ExpressionContext context)
    {
        Compile(field.Size, context, Integer);
        Compile(field.Write, context with { Item = new TypedExpression("_", ExpressionType.Bytes, "ReadOnlySpan<byte>") }, Integer);
        CheckArguments(field, context);
        if (field.SwitchOn is not null && Compile(field.SwitchOn, context) is { } on)
        {
            foreach (SwitchCase choice in field.Cases)
            {
                Compile(choice.Value, context, on.Type);
                CheckArguments(choice.Body, context);
            }
        }

        MemberType item = _typing.ItemTypeOf(field);
        TypedExpression value = new("_", item.Type, item.CSharp);
        Compile(field.Until, context with { Item = value }, ExpressionType.Boolean);
        foreach (ValidRule rule in field.Valid)
        {
            ExpressionContext judging = context with { Item = value };
            foreach (Expression operand in rule.Operands)
            {
                Compile(operand, judging, rule.Operator == "expr" ? ExpressionType.Boolean : item.Type);
            }
        }
    }

    private void CheckArguments(FieldModel use, ExpressionContext context)
    {
        if (use.Type.Length == 0)
        {
            return;
        }

        EquatableArray<FieldModel> parameters = world.Type(use.Type).Parameters;
        if (use.Arguments.Count != parameters.Count)
        {
            string path = use.Path + ":" + use.Type.Substring(use.Type.LastIndexOf(':') + 1);
            places.Report(SpecDiagnostics.ExpressionType, path, [$"type '{world.Type(use.Type).Id}' takes {parameters.Count} arguments, not {use.Arguments.Count}"]);
            return;
        }

        for (int i = 0; i < parameters.Count; i++)
        {
            Compile(use.Arguments[i], context, _typing.ItemTypeOf(parameters[i]).Type);
        }
    }

    // What a field needs must have been read before it.
    private void CheckOrder(TypeModel type, FieldModel field)
    {
        IEnumerable<Expression> own = field.Expressions;
        IEnumerable<Expression> handedIn = MemberTyping.Uses(field)
            .Where(use => world.Type(use.Type).Spec == type.Spec)
            .SelectMany(use => _typing.CapturesOf(world.Type(use.Type)))
            .Where(capture => !capture.IsEndian && (!capture.IsRoot || type.IsRoot))
            .Select(capture => capture.FromHolder(type.IsRoot));
        foreach (Expression expression in own.Concat(handedIn))
        {
            string? late = Dependencies(type, expression, []).FirstOrDefault(id => !type.Fields.TakeWhile(other => other.Id != field.Id).Any(early => early.Id == id));
            if (late is not null)
            {
                places.Diagnostics.Report(SpecDiagnostics.ReadTooLate, places.Of(expression) is { Length: > 0 } place ? place : places.Of(field.Path), late, field.Id);
                return;
            }
        }
    }

    // The fields that an expression's value depends on, by way of instances too.
    private static IEnumerable<string> Dependencies(TypeModel type, Expression expression, HashSet<string> seen)
    {
        if (seen.Count > 0 && expression.All.Any(part => part is MemberExpression { Target: NameExpression { Name: "_io" }, Name: "pos" or "eof" }))
        {
            yield return "_io.pos";
        }

        foreach (NameExpression name in expression.All.OfType<NameExpression>())
        {
            if (type.Fields.Any(field => field.Id == name.Name))
            {
                yield return name.Name;
            }
            else if (type.Instances.FirstOrDefault(instance => instance.Id == name.Name) is { } instance && seen.Add(name.Name))
            {
                foreach (string id in instance.Expressions.SelectMany(part => Dependencies(type, part, seen)))
                {
                    yield return id;
                }
            }
        }
    }

    private void CheckRange(FieldModel field)
    {
        if (!field.IsNumber || field.Enum.Length > 0)
        {
            return;
        }

        (BigInteger least, BigInteger greatest) = field.Range;
        Expression? last = null;
        foreach (ValidRule rule in field.Valid.Where(rule => rule.Operands.Count > 0 && rule.Operands.All(operand => operand is IntegerLiteral or UnaryExpression { Operator: "-", Operand: IntegerLiteral })))
        {
            BigInteger[] values = [.. rule.Operands.Select(operand => operand is IntegerLiteral literal ? literal.Value : -((IntegerLiteral)((UnaryExpression)operand).Operand).Value)];
            last = rule.Operands[0];
            switch (rule.Operator)
            {
                case ">=":
                    least = BigInteger.Max(least, values[0]);
                    break;
                case "<=":
                    greatest = BigInteger.Min(greatest, values[0]);
                    break;
                default:
                    least = BigInteger.Max(least, values.Min());
                    greatest = BigInteger.Min(greatest, values.Max());
                    break;
            }
        }

        if (last is not null && least > greatest)
        {
            (BigInteger min, BigInteger max) = field.Range;
            places.Report(SpecDiagnostics.ImpossibleRange, last, field.Id, $"the rules leave nothing of {min} to {max}");
        }
    }

    private void CheckParameters(TypeModel type)
    {
        foreach (FieldModel parameter in type.Parameters)
        {
            bool isUsed = type.Fields.Concat(type.Instances).SelectMany(field => field.Expressions).SelectMany(expression => expression.All).OfType<NameExpression>().Any(name => name.Name == parameter.Id)
                || world.Spec.Types.SelectMany(_typing.CapturesOf).Any(capture => capture.Path.Contains(parameter.Id));
            if (!isUsed)
            {
                places.Report(SpecDiagnostics.UnusedParameter, parameter.Path, parameter.Id);
            }
        }
    }
}
