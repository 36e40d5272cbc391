namespace Shared;

/// <summary>A test with the real tshark: skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TsharkFactAttribute : FactAttribute
{
    public TsharkFactAttribute()
    {
        if (!ExternalProgram.Exists("tshark"))
        {
            Skip = "tshark is not installed.";
        }
    }
}
