using HeaderSpec.Diagnostics;
using HeaderSpec.Model;
using HeaderSpec.Reading;
using HeaderSpec.Typing;

namespace HeaderSpec.Resolving;

/// <summary>Makes a model of a spec and of what it imports: names resolved, layouts decided, every expression checked.</summary>
internal static class SpecResolver
{
    /// <summary>The model; null where the spec has errors, which are then reported.</summary>
    public static World? Resolve(SpecClosure closure, DiagnosticBag diagnostics)
    {
        SpecPlaces places = new(diagnostics);
        if (SpecReader.Read(closure.Document, diagnostics, places) is not { } main)
        {
            return null;
        }

        // What is wrong with an import is told where that file itself is compiled.
        List<SpecModel> imported = [];
        foreach (SpecDocument document in closure.Imported)
        {
            DiagnosticBag unheard = new(document.Path);
            if (SpecReader.Read(document, unheard, new SpecPlaces(unheard)) is { } spec && !unheard.HasErrors)
            {
                imported.Add(spec);
            }
        }

        foreach (string name in closure.Document.Imports)
        {
            if (closure.Document.FindImport(name, closure.Imported) is null)
            {
                places.Report(SpecDiagnostics.ImportNotFound, "imports:" + name, name, name.TrimStart('/'));
            }
        }

        World named = new(main, new EquatableArray<SpecModel>([.. imported]));
        NameResolver names = new(named, places);
        DiagnosticBag silent = new("");
        World resolved = new(
            names.Resolve(main),
            new EquatableArray<SpecModel>([.. imported.Select(spec => new NameResolver(named with { Spec = spec, Imported = Others(named, spec) }, new SpecPlaces(silent)).Resolve(spec))]));
        if (diagnostics.HasErrors || silent.HasErrors)
        {
            return null;
        }

        NameChecker.Check(resolved.Spec, places);
        PlaceChecker.Check(resolved.Spec, places);
        new ExpressionChecker(resolved, places).Check();
        if (diagnostics.HasErrors)
        {
            return null;
        }

        World laidOut = new(
            EnumWidths.Apply(ClosedLayout.Apply(resolved)),
            new EquatableArray<SpecModel>([.. resolved.Imported.Select(spec => EnumWidths.Apply(ClosedLayout.Apply(resolved with { Spec = spec, Imported = Others(resolved, spec) })))]));
        CheckImportedUses(laidOut, places);
        WalkedChecker.Check(laidOut.Spec, places);
        return diagnostics.HasErrors ? null : laidOut;
    }

    // Of a closed spec, other specs can hold the types that are views.
    private static void CheckImportedUses(World world, SpecPlaces places)
    {
        foreach (FieldModel use in world.Spec.Types.SelectMany(type => type.Fields.Concat(type.Instances)).SelectMany(MemberTyping.Uses))
        {
            TypeModel type = world.Type(use.Type);
            if (type.Spec != world.Spec.Id && type.Shape is not (TypeShape.Walked or TypeShape.Header or TypeShape.Element))
            {
                places.Report(SpecDiagnostics.Unsupported, use.Path, $"A field of the imported type '{type.Id}'", $"use '{type.Spec}' as a whole");
            }
        }
    }

    private static EquatableArray<SpecModel> Others(World world, SpecModel spec) => new([.. world.Specs.Where(other => other.Id != spec.Id)]);
}
