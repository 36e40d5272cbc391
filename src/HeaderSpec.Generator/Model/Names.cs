using System.Text;

namespace HeaderSpec.Model;

/// <summary>Turns a spec's <c>lower_case_names</c> into C#'s.</summary>
internal static class Names
{
    private static readonly HashSet<string> Keywords = ["as", "base", "bool", "break", "byte", "case", "char", "checked", "class", "const", "continue", "default", "do", "double", "else", "enum", "event", "false", "fixed", "float", "for", "if", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object", "operator", "out", "params", "private", "public", "ref", "return", "short", "static", "string", "struct", "switch", "this", "true", "try", "using", "while"];

    /// <summary>The names that every generated type has already.</summary>
    private static readonly HashSet<string> Taken =
        ["Bytes", "Size", "FixedSize", "End", "Io", "TryParse", "TryRead", "TryValidate", "Visit", "VisitReadable", "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "ReferenceEquals", "Finalize", "Fail", "FieldAt",
         "TryEdit", "TryFinish", "CopyFrom", "TryRewrite", "ReachPart", "BeginPart", "OpenPart", "ClosePart", "AppendBytes", "PadTo", "FinishParts"];

    /// <summary>The name of a member: <c>size</c> and the like, which every type has, become <c>SizeField</c>.</summary>
    public static string Member(string id) => Pascal(id) is var name && Taken.Contains(name) ? name + "Field" : name;

    public static string Pascal(string id)
    {
        StringBuilder name = new();
        foreach (string word in id.Split(['_'], StringSplitOptions.RemoveEmptyEntries))
        {
            name.Append(char.ToUpperInvariant(word[0])).Append(word, 1, word.Length - 1);
        }

        return name.ToString();
    }

    /// <summary>With the underscores kept: what is left where two names would be the same without.</summary>
    public static string PascalWithUnderscores(string id) => string.Join("_", id.Split('_').Select(word => word.Length == 0 ? "" : Pascal(word)));

    /// <summary>The name of a parameter or a local variable.</summary>
    public static string Camel(string id)
    {
        string name = Stem(id);
        return Keywords.Contains(name) ? "@" + name : name;
    }

    /// <summary>What longer names are made of: as <see cref="Camel"/>, but never with an <c>@</c>.</summary>
    public static string Stem(string id)
    {
        string name = Pascal(id);
        return char.ToLowerInvariant(name[0]) + name.Substring(1);
    }

    public static bool IsIdentifier(string id) =>
        id.Length > 0 && id[0] is >= 'a' and <= 'z' && id.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');
}
