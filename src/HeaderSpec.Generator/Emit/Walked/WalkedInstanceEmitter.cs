using HeaderSpec.Model;
using HeaderSpec.Typing;

namespace HeaderSpec.Emit.Walked;

/// <summary>Writes what is computed, or read from another place, when it is asked for.</summary>
internal sealed class WalkedInstanceEmitter(WalkedType walked, CodeWriter code)
{
    public void Emit(FieldModel instance)
    {
        string summary = DocText.Field(instance, walked.Model, "");
        if (instance.Value is not null)
        {
            EmitValue(instance, summary);
        }
        else if (instance.Kind == FieldKind.Switch)
        {
            EmitSwitch(instance, summary);
        }
        else
        {
            EmitRead(instance, summary);
        }
    }

    private void EmitValue(FieldModel instance, string summary)
    {
        MemberType type = walked.Typing.TypeOf(walked.Model, instance)!;
        TypedExpression value = walked.Compile(instance.Value!);
        string text = value.CSharp == type.CSharp ? value.Code : $"unchecked(({type.CSharp}){value.Operand})";
        if (instance.Condition is not null)
        {
            text = $"{walked.Compile(instance.Condition).Operand} ? {(value.IsAtomic ? text : $"({text})")} : default";
        }

        if (!type.CanFault)
        {
            code.Line($"/// <summary>{summary}{(instance.Condition is null ? "" : " 0 or empty where it is absent.")}</summary>");
            code.Line($"public {type.CSharp} {instance.Name} => {text};");
            return;
        }

        code.Line($"/// <summary>{summary} False where there is no such value.</summary>");
        code.Open($"public bool TryGet{instance.Name}(out {type.CSharp} value)");
        code.Line("bool fault = false;");
        code.Line($"value = Read{instance.Name}(ref fault);");
        code.Line("return !fault;");
        code.Close();
        code.Line();
        code.Line($"internal {type.CSharp} Read{instance.Name}(scoped ref bool fault) => {text};");
    }

    private void EmitRead(FieldModel instance, string summary)
    {
        string type = instance.IsRepeated ? instance.Name + "List" : walked.ItemTypeOf(instance);
        EmitSignature(instance, summary, instance.Name, type);
        EmitPlace(instance);
        if (instance.IsRepeated)
        {
            code.Open($"if (!Read{instance.Name}(io, at, out int count, out _, out error))");
            code.Line("return false;");
            code.Close();
            code.Line();
            code.Line($"value = new {type}(this, io, at, count);");
            code.Line("return true;");
        }
        else
        {
            code.Line($"return Read{instance.Name}(io, at, out value, out _, out error);");
        }

        code.Close();
        code.Line();
        code.Open($"internal {type} Read{instance.Name}(scoped ref bool fault)");
        string absent = instance.Condition is null ? "" : " && error.Fault != ParseFault.None";
        code.Line($"fault |= !TryGet{instance.Name}(out {type} value, out ParseError error){absent};");
        code.Line("return value;");
        code.Close();
    }

    private void EmitSwitch(FieldModel instance, string summary)
    {
        IReadOnlyList<FieldModel> bodies = WalkedType.Bodies(instance);
        for (int i = 0; i < bodies.Count; i++)
        {
            EmitSignature(instance, summary, walked.CaseName(instance, i + 1), walked.ItemTypeOf(bodies[i]));
            EmitPlace(instance);
            code.Open($"if ({WalkedConstructorEmitter.SelectCase(walked, instance)} != {i + 1}{(walked.Compile(instance.SwitchOn!, isReading: true).CanFault ? " || fault" : "")})");
            code.Line("return false;");
            code.Close();
            code.Line();
            code.Line($"return Read{instance.Name}{i + 1}(io, at, out value, out _, out error);");
            code.Close();
            if (i + 1 < bodies.Count)
            {
                code.Line();
            }
        }
    }

    private void EmitSignature(FieldModel instance, string summary, string name, string type)
    {
        string absent = instance.Condition is null && instance.Kind != FieldKind.Switch ? "" : " Without an error where it is absent.";
        code.Line($"/// <summary>{summary} Read when asked for; false, with the reason, where it cannot be read.{absent}</summary>");
        code.Open($"public bool TryGet{name}(out {type} value, out ParseError error)");
        code.Line("value = default;");
        code.Line("error = default;");
    }

    private void EmitPlace(FieldModel instance)
    {
        TypedExpression? condition = instance.Condition is null ? null : walked.Compile(instance.Condition);
        TypedExpression? stream = instance.Stream is null ? null : walked.Compile(instance.Stream);
        TypedExpression? position = instance.Position is null ? null : walked.CompileLength(instance.Position, isReading: false);
        bool canFault = condition?.CanFault == true || stream?.CanFault == true || position?.CanFault == true
            || (instance.SwitchOn is not null && walked.Compile(instance.SwitchOn, isReading: true).CanFault);
        if (canFault)
        {
            code.Line("bool fault = false;");
        }

        if (condition is not null)
        {
            code.Open($"if (!{condition.Operand})");
            code.Line("return false;");
            code.Close();
            code.Line();
        }

        code.Line($"ReadOnlySpan<byte> io = {stream?.Code ?? "_io"};");
        code.Line($"long place = {position?.Code ?? "End"};");
        if (canFault)
        {
            code.Open("if (fault)");
            code.Line($"return Fail(ParseFault.NoValue, \"{instance.Path}\", 0, out error);");
            code.Close();
            code.Line();
        }

        code.Open("if (place < 0 || place > io.Length)");
        code.Line($"return Fail(ParseFault.Truncated, \"{instance.Path}\", io.Length, out error);");
        code.Close();
        code.Line();
        code.Line("int at = (int)place;");
    }
}
