namespace Shared;

/// <summary>Says which rows of <c>docs/requirements.tsv</c> a test shows.</summary>
/// <param name="ids">The rows' ids, as <c>MUST-14</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequirementAttribute(params string[] ids) : Attribute
{
    public IReadOnlyList<string> Ids { get; } = ids;
}
