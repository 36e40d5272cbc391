using Capture.Annotations;
using Capture.Plugin;
using Google.Protobuf.Reflection;
using TcpEngine;

namespace Capture.Tests;

/// <summary>The schema says what the engine says: each enum's values have the same numbers and names.</summary>
public sealed class SchemaTests
{
    [Theory]
    [InlineData(typeof(EngineEventKind), "Event", "None")]
    [InlineData(typeof(TcpState), "State", null)]
    [InlineData(typeof(TimerKind), "Timer", null)]
    [InlineData(typeof(ApplicationCall), "Call", null)]
    [InlineData(typeof(ApplicationNotice), "Notice", null)]
    [InlineData(typeof(RecoveryPhase), "Phase", null)]
    [InlineData(typeof(FastOpenState), "FastOpen", null)]
    [InlineData(typeof(HeaderSpec.ParseFault), "ParseFault", null)]
    [InlineData(typeof(TcpEngine.Reason), "Reason", null)]
    public void An_enum_of_the_engine_and_its_schema_agree(Type engine, string name, string? onlyInSchema)
    {
        EnumDescriptor schema = Annotation.Descriptor.File.EnumTypes.Single(type => type.Name == name);
        Dictionary<int, string> written = schema.Values.ToDictionary(value => value.Number, value => PluginSource.ValueName(value).Replace("_", "", StringComparison.Ordinal));
        Dictionary<int, string> meant = Enum.GetValues(engine).Cast<object>().ToDictionary(value => Convert.ToInt32(value, null), value => value.ToString()!.ToUpperInvariant());
        if (onlyInSchema is not null)
        {
            meant[0] = onlyInSchema.ToUpperInvariant();
        }

        Assert.Equal(meant.OrderBy(pair => pair.Key), written.OrderBy(pair => pair.Key));
    }

    [Fact]
    public void Every_reason_has_a_sentence()
    {
        foreach (TcpEngine.Reason reason in Enum.GetValues<TcpEngine.Reason>())
        {
            Assert.NotEmpty(ReasonText.Of(reason).Sentence);
        }
    }
}
