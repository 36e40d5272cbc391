using System.Text;

namespace HeaderSpec.Model;

/// <summary>Turns a spec's <c>lower_case_names</c> into C#'s.</summary>
internal static class Names
{
    private static readonly HashSet<string> Keywords = ["base", "checked", "default", "event", "fixed", "in", "is", "lock", "object", "operator", "out", "params", "ref", "string", "this"];

    public static string Pascal(string id)
    {
        StringBuilder name = new();
        foreach (string word in id.Split(['_'], StringSplitOptions.RemoveEmptyEntries))
        {
            name.Append(char.ToUpperInvariant(word[0])).Append(word, 1, word.Length - 1);
        }

        return name.ToString();
    }

    public static string Camel(string id)
    {
        string name = Pascal(id);
        name = char.ToLowerInvariant(name[0]) + name.Substring(1);
        return Keywords.Contains(name) ? "@" + name : name;
    }

    public static bool IsIdentifier(string id) =>
        id.Length > 0 && id[0] is >= 'a' and <= 'z' && id.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');
}
