using YamlDotNet.RepresentationModel;

namespace HeaderSpec.Generator.Tests.Oracle;

/// <summary>An object of a spec's type that is being written, and what is known of it.</summary>
internal sealed class WrittenObject(SpecType type, WrittenObject? parent, ByteSink sink, int? budget, Func<string, Func<WrittenObject, object>> parse)
{
    private readonly Dictionary<string, object> _values = [];

    public SpecType Type { get; } = type;

    public WrittenObject? Parent { get; } = parent;

    public ByteSink Sink { get; } = sink;

    /// <summary>How long its stream will be, in bytes; null when that follows from what is written.</summary>
    public int? Budget { get; } = budget;

    /// <summary>Where its integers stand: offset and width in bytes.</summary>
    public Dictionary<string, (int Offset, int Width, bool LittleEndian)> Integers { get; } = [];

    public int Depth => Parent is null ? 1 : Parent.Depth + 1;

    private WrittenObject Root => Parent is null ? this : Parent.Root;

    public void Set(string name, object value) => _values[name] = value;

    /// <summary>What a name means in an expression of this object.</summary>
    public object Lookup(string name)
    {
        if (_values.TryGetValue(name, out object? value))
        {
            return value;
        }

        switch (name)
        {
            case "_root":
                return Root;
            case "_parent" when Parent is not null:
                return Parent;
            case "_io":
                return new WrittenStream(Sink.Bytes.Count, Budget);
        }

        YamlNode? instance = SpecType.Get(SpecType.Get(Type.Yaml, "instances"), name);
        return SpecType.Scalar(SpecType.Get(instance, "value")) is { } expression ? parse(expression)(this) : throw new NotKnownException(name);
    }
}

/// <summary>What is known of an object's stream.</summary>
internal readonly record struct WrittenStream(long Position, long? Size);
