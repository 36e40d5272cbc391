namespace HeaderSpec.Diagnostics;

/// <summary>Everything that the compiler of specs can find wrong with one.</summary>
internal static class SpecDiagnostics
{
    public static readonly SpecRule InvalidYaml = Error("HS0001", "The spec is not valid YAML", "Not valid YAML: {0}");

    public static readonly SpecRule UnknownKey = Error("HS0002", "Unknown key", "'{0}' is not a key of {1}{2}");

    public static readonly SpecRule UnknownExtension = Error("HS0003", "Unknown HeaderSpec key", "'{0}' is not a HeaderSpec key of {1}{2}");

    public static readonly SpecRule Unsupported = Error("HS0004", "Construct not supported", "{0} is not supported: {1}");

    public static readonly SpecRule UnknownType = Error("HS0005", "Unknown type", "There is no type '{0}'{1}");

    public static readonly SpecRule UnknownEnum = Error("HS0006", "Unknown enum", "There is no enum '{0}'{1}");

    public static readonly SpecRule ExpressionSyntax = Error("HS0007", "Expression not understood", "{0}");

    public static readonly SpecRule UnknownName = Error("HS0008", "Unknown name in an expression", "There is no '{0}' here{1}");

    public static readonly SpecRule ExpressionType = Error("HS0009", "Type error in an expression", "{0}");

    public static readonly SpecRule MissingKey = Error("HS0010", "Missing key", "{0} needs '{1}': {2}");

    public static readonly SpecRule InvalidValue = Error("HS0011", "Invalid value of a key", "'{0}' is no value of '{1}': {2}");

    public static readonly SpecRule UnalignedBits =
        Warning("HS0012", "Bit fields do not fill whole bytes", "The bit fields before '{0}' leave {1} bits of a byte: they are skipped. Add a reserved field of {1} bits");

    public static readonly SpecRule DuplicateName = Error("HS0013", "Name used twice", "'{0}' is used twice in {1}");

    public static readonly SpecRule NotDerivable = Info("HS0014", "The writer cannot derive a size", "The writer does not compute what '{0}' has its size or count from: {1}. Set it yourself: finishing tells whether it fits");

    public static readonly SpecRule InvalidIdentifier =
        Error("HS0015", "Invalid identifier", "'{0}' is no identifier: use lower-case letters, digits and '_', a letter first");

    public static readonly SpecRule NameClash = Error("HS0016", "Names clash in C#", "'{0}' becomes '{1}' in C#, which is {2} already: name it with '-hs-name'");

    public static readonly SpecRule ImportNotFound = Error("HS0017", "Import not found", "There is no spec '{0}': add it to the project, <HeaderSpec Include=\"{1}.ksy\" />");

    public static readonly SpecRule UnusedParameter = Warning("HS0018", "Parameter not used", "The parameter '{0}' is not used");

    public static readonly SpecRule ImpossibleRange = Error("HS0019", "No value is valid", "No value of '{0}' can be valid: {1}");

    public static readonly SpecRule Cycle = Error("HS0020", "Definition in a circle", "'{0}' is defined by itself: {1}");

    public static readonly SpecRule ReadTooLate = Error("HS0021", "Value not known yet", "'{0}' is not known yet where '{1}' is read, which needs it");

    private static SpecRule Error(string id, string title, string message) => new(id, title, message, SpecSeverity.Error);

    private static SpecRule Warning(string id, string title, string message) => new(id, title, message, SpecSeverity.Warning);

    private static SpecRule Info(string id, string title, string message) => new(id, title, message, SpecSeverity.Info);
}
