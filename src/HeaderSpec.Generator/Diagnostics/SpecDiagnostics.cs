using Microsoft.CodeAnalysis;

namespace HeaderSpec.Diagnostics;

/// <summary>Everything that the generator can find wrong with a spec. One id has one meaning.</summary>
internal static class SpecDiagnostics
{
    public static readonly DiagnosticDescriptor InvalidYaml = Error("HS0001", "The spec is not valid YAML", "Not valid YAML: {0}");

    public static readonly DiagnosticDescriptor UnknownKey = Error("HS0002", "Unknown key", "'{0}' is not a key of {1}{2}");

    public static readonly DiagnosticDescriptor UnknownExtension =
        Error("HS0003", "Unknown HeaderSpec key", "'{0}' is not a HeaderSpec key of {1}{2}");

    public static readonly DiagnosticDescriptor Unsupported = Error("HS0004", "Construct not supported", "{0} is not supported: {1}");

    public static readonly DiagnosticDescriptor UnknownType = Error("HS0005", "Unknown type", "There is no type '{0}'{1}");

    public static readonly DiagnosticDescriptor UnknownEnum = Error("HS0006", "Unknown enum", "There is no enum '{0}'{1}");

    public static readonly DiagnosticDescriptor ExpressionSyntax = Error("HS0007", "Expression not understood", "{0}");

    public static readonly DiagnosticDescriptor UnknownName = Error("HS0008", "Unknown name in an expression", "There is no '{0}' here{1}");

    public static readonly DiagnosticDescriptor ExpressionType = Error("HS0009", "Type error in an expression", "{0}");

    public static readonly DiagnosticDescriptor MissingKey = Error("HS0010", "Missing key", "{0} needs '{1}': {2}");

    public static readonly DiagnosticDescriptor InvalidValue = Error("HS0011", "Invalid value of a key", "'{0}' is no value of '{1}': {2}");

    public static readonly DiagnosticDescriptor UnalignedBits =
        Error("HS0012", "Bit fields do not fill whole bytes", "The bit fields before '{0}' fill {1} bits: add a reserved field of {2} bits");

    public static readonly DiagnosticDescriptor DuplicateName = Error("HS0013", "Name used twice", "'{0}' is used twice in {1}");

    public static readonly DiagnosticDescriptor NotDerivable =
        Error("HS0014", "No writer can be derived", "The writer cannot compute '{0}': {1}");

    public static readonly DiagnosticDescriptor InvalidIdentifier =
        Error("HS0015", "Invalid identifier", "'{0}' is no identifier: use lower-case letters, digits and '_', a letter first");

    private static DiagnosticDescriptor Error(string id, string title, string message) => new(
        id, title, message, "HeaderSpec", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
