using HeaderSpec.Diagnostics;
using HeaderSpec.Model;
using HeaderSpec.Syntax;

namespace HeaderSpec.Resolving;

/// <summary>Turns the names of types and enums, as a spec writes them, into their keys: looked for from the type outwards, then among the imports.</summary>
internal sealed class NameResolver(World world, SpecPlaces places)
{
    public SpecModel Resolve(SpecModel spec) => spec with { Types = new EquatableArray<TypeModel>([.. spec.Types.Select(Resolve)]) };

    /// <summary>The key of an enum that is named in a type; null for none.</summary>
    public static string? FindEnum(World world, string typeKey, string name) => Find(typeKey, name, key => world.FindEnum(key) is not null);

    private static string? Find(string typeKey, string name, Func<string, bool> exists)
    {
        for (string scope = typeKey; ;)
        {
            string key = $"{scope}::{name}";
            if (exists(key))
            {
                return key;
            }

            int end = scope.LastIndexOf("::", StringComparison.Ordinal);
            if (end < 0)
            {
                return exists(name) ? name : null;
            }

            scope = scope.Substring(0, end);
        }
    }

    private TypeModel Resolve(TypeModel type) => type with
    {
        Fields = Resolve(type, type.Fields),
        Instances = Resolve(type, type.Instances),
        Parameters = Resolve(type, type.Parameters),
    };

    private EquatableArray<FieldModel> Resolve(TypeModel type, EquatableArray<FieldModel> fields) => new([.. fields.Select(field => Resolve(type, field))]);

    private FieldModel Resolve(TypeModel type, FieldModel field) => field with
    {
        Type = ResolveType(type, field),
        Enum = ResolveEnum(type, field),
        Cases = new EquatableArray<SwitchCase>([.. field.Cases.Select(choice => choice with { Body = choice.Body with { Type = ResolveType(type, choice.Body) } })]),
        Checksum = field.Checksum is { PseudoHeader.Length: > 0 } checksum ? checksum with { PseudoHeader = ResolveType(type, field with { Type = checksum.PseudoHeader }) } : field.Checksum,
    };

    private string ResolveType(TypeModel type, FieldModel field)
    {
        if (field.Type.Length == 0)
        {
            return "";
        }

        if (Find(type.Key, field.Type, key => world.FindType(key) is not null) is { } found)
        {
            return found;
        }

        IEnumerable<string> candidates = world.Spec.Types.Select(other => other.Id).Concat(world.Imported.Select(spec => spec.Id));
        SourcePosition place = places.Of(field.Path + ":" + field.Type);
        places.Diagnostics.Report(SpecDiagnostics.UnknownType, place, field.Type, Suggestion.For(field.Type, candidates));
        return "";
    }

    private string ResolveEnum(TypeModel type, FieldModel field)
    {
        if (field.Enum.Length == 0)
        {
            return "";
        }

        if (FindEnum(world, type.Key, field.Enum) is { } found)
        {
            return found;
        }

        places.Report(SpecDiagnostics.UnknownEnum, field.Path + ":enum", field.Enum, Suggestion.For(field.Enum, world.Spec.Enums.Select(item => item.Id)));
        return "";
    }
}
