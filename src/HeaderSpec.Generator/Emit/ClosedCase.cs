using HeaderSpec.Expressions;
using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>One case of a switch in a closed spec: what it is called, and what its body is.</summary>
internal sealed class ClosedCase(World world, FieldModel body, SwitchCase choice)
{
    public static IEnumerable<ClosedCase> Of(World world, FieldModel field) => field.Cases.Select(choice => new ClosedCase(world, field, choice));

    /// <summary>The name after the body's type; where several kinds share a type, after the kind.</summary>
    public string Name => Names.Pascal(Id);

    /// <summary>What local variables that belong to the case begin with.</summary>
    public string Stem => Names.Stem(Id);

    public string Id => body.Cases.Count(other => other.Type == choice.Type) > 1 && choice.Value is EnumLiteral kind ? kind.Item : Body.Id;

    public Expression Value => choice.Value!;

    public TypeModel Body => world.Type(choice.Type);

    /// <summary>The C# name of the body's type.</summary>
    public string TypeName => world.NameOf(Body);

    /// <summary>Whether the body is written field by field: numbers and bytes of fixed sizes, and perhaps bytes to its end.</summary>
    public bool IsTakenApart => Body.Shape == TypeShape.Record
        || (Body.Shape == TypeShape.Element && Body.Spec == world.Spec.Id && Body.Fields.All(part =>
            part.Condition is null && !part.IsRepeated && part.Contents.Count == 0 && (part.IsFixed ? part.Kind != FieldKind.User : part.IsSizeToEnd)));

    /// <summary>The body's fields as the writer's member takes them: what is mostly left out comes last.</summary>
    public IEnumerable<FieldModel> Parameters => Body.Fields.OrderBy(part => part.IsReserved);

    /// <summary>The enum's value that chooses the case.</summary>
    public bool IsChosenBy(EnumItem item) => choice.Value is EnumLiteral literal && literal.Item == item.Id;
}
