namespace Extcap;

/// <summary>The program's version.</summary>
internal static class ProductVersion
{
    /// <summary>The version as <c>1.2.3</c>.</summary>
    public static string Text { get; } = typeof(ProductVersion).Assembly.GetName().Version is { } version ? version.ToString(3) : "0.0.0";
}
