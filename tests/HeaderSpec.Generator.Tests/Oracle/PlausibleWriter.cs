using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;
using static HeaderSpec.Generator.Tests.Oracle.SpecType;

namespace HeaderSpec.Generator.Tests.Oracle;

/// <summary>
/// Writes inputs that a spec is likely to accept: it walks the spec, takes values from its enumerations, cases, comparisons and limits, keeps small what a length or a
/// count depends on, and sets lengths afterwards where a field names them.
/// </summary>
internal sealed partial class PlausibleWriter
{
    private const int DeepestObject = 7;
    private const int LongestList = 16;

    private readonly SpecType _root;
    private readonly Random _random;
    private readonly Dictionary<string, Func<WrittenObject, object>> _parsed = [];

    /// <summary>The values that expressions compare a name with.</summary>
    private readonly Dictionary<string, HashSet<string>> _compared = [];

    /// <summary>The names that lengths, counts, positions and parameters depend on.</summary>
    private readonly HashSet<string> _small = [];

    public PlausibleWriter(SpecType root, Random random)
    {
        _root = root;
        _random = random;
        foreach (SpecType type in root.All())
        {
            Note(type.Yaml, "");
        }
    }

    /// <summary>A new input.</summary>
    public byte[] Write()
    {
        ByteSink sink = new(_random);
        Write(_root, null, sink, null, "");
        sink.Align();
        return [.. sink.Bytes];
    }

    private void Note(YamlNode node, string self)
    {
        string id = Scalar(Get(node, "id")) ?? self;
        foreach ((string key, YamlNode value) in Entries(node))
        {
            if (key is "size" or "repeat-expr" or "pos" or "type" && Scalar(value) is { } expression && (key != "type" || expression.Contains('(', StringComparison.Ordinal)))
            {
                _small.UnionWith(Name().Matches(expression).Select(match => match.Value));
            }
            else if (key == "switch-on" && LastName(Scalar(value)!) is { } name)
            {
                Compared(name).UnionWith(Entries(Get(node, "cases")).Select(entry => entry.Key).Where(text => text != "_"));
            }

            if (key is not ("types" or "enums" or "doc" or "doc-ref" or "title"))
            {
                Note(value, id);
            }
        }

        foreach (YamlNode item in Items(node))
        {
            Note(item, id);
        }

        if (Scalar(node) is { } text)
        {
            foreach (Match match in Comparison().Matches(text))
            {
                Compared(match.Groups[1].Value == "_" ? self : LastName(match.Groups[1].Value)!).Add(match.Groups[2].Value);
            }
        }
    }

    private HashSet<string> Compared(string name) => _compared.TryGetValue(name, out HashSet<string>? texts) ? texts : _compared[name] = [];

    private static string? LastName(string expression) => Name().Matches(expression).LastOrDefault()?.Value;

    private WrittenObject Write(SpecType type, WrittenObject? parent, ByteSink sink, int? budget, string arguments)
    {
        WrittenObject self = new(type, parent, sink, budget, Parse);
        if (self.Depth > DeepestObject)
        {
            return self;
        }

        foreach ((string parameter, string argument) in type.Parameters.Zip(Argument().Matches(arguments).Select(match => match.Value)))
        {
            if (Known(argument, parent!) is { } value)
            {
                self.Set(parameter, value);
            }
        }

        foreach (YamlMappingNode field in type.Fields)
        {
            WriteField(self, field);
        }

        return self;
    }

    private void WriteField(WrittenObject self, YamlMappingNode field)
    {
        string id = Scalar(Get(field, "id")) ?? "";
        if (Scalar(Get(field, "if")) is { } condition && !(Known(condition, self) as bool? ?? Chance(0.5)))
        {
            return;
        }

        switch (Scalar(Get(field, "repeat")))
        {
            case null:
                self.Set(id, WriteElement(self, field, id));
                return;

            case "expr":
                long count = Known(Scalar(Get(field, "repeat-expr"))!, self) as long? ?? _random.Next(3);
                WriteList(self, field, id, index => index < count);
                return;

            case "eos":
                int some = self.Depth > DeepestObject - 2 ? 0 : _random.Next(4);
                WriteList(self, field, id, index => self.Budget is { } budget ? self.Sink.Bytes.Count < budget : index < some);
                return;

            default:
                string until = Scalar(Get(field, "repeat-until"))!;
                WriteList(self, field, id, index => index == 0 || !(Known(until, self) as bool? ?? Chance(0.3)));
                return;
        }
    }

    private void WriteList(WrittenObject self, YamlMappingNode field, string id, Func<int, bool> more)
    {
        List<object> list = [];
        self.Set(id, list);
        for (int index = 0; index < LongestList && more(index); index++)
        {
            self.Set("_index", (long)index);
            list.Add(WriteElement(self, field, id));
            self.Set("_", list[^1]);
        }
    }

    private object WriteElement(WrittenObject self, YamlMappingNode field, string id)
    {
        if (Get(field, "contents") is { } contents)
        {
            byte[] bytes = Contents(contents);
            self.Sink.Write(bytes);
            return bytes;
        }

        YamlNode? type = Get(field, "type");
        string? name = type is YamlMappingNode mapping ? Case(self, mapping) : Scalar(type);
        if (name is null && type is not null && Get(field, "size") is null && Get(field, "size-eos") is null)
        {
            return new List<object>();
        }

        if (name is null or "str" or "strz")
        {
            return WriteBytes(self, field, id, name);
        }

        if (BuiltIn().Match(name) is { Success: true } builtIn)
        {
            return WriteNumber(self, field, id, builtIn);
        }

        string[] call = name.Split('(', 2);
        SpecType found = self.Type.Find(call[0]) ?? throw new InvalidOperationException($"There is no type {name}.");
        string arguments = call.Length > 1 ? call[1][..^1] : "";
        if (Get(field, "size") is null)
        {
            self.Sink.Align();
            return Write(found, self, self.Sink, self.Budget, arguments);
        }

        ByteSink inner = new(_random);
        string size = Scalar(Get(field, "size"))!;
        string? length = Name().Matches(size).Select(match => match.Value).FirstOrDefault(self.Integers.ContainsKey);
        int? budget = length is null ? (int?)(Known(size, self) as long?) : null;
        WrittenObject written = Write(found, self, inner, budget, arguments);
        inner.Align();
        if (length is not null)
        {
            if (Chance(0.1))
            {
                inner.Write(Noise(_random.Next(1, 9)));
            }

            SetLength(self, length, size, inner.Bytes.Count);
        }

        if (inner.Bytes.Count < budget)
        {
            inner.Write(Noise(budget.Value - inner.Bytes.Count));
        }

        self.Sink.Write([.. budget is { } limit && limit >= 0 ? inner.Bytes.Take(limit) : inner.Bytes]);
        return written;
    }

    /// <summary>Gives an integer that was written the value with which a length comes out as it must.</summary>
    private void SetLength(WrittenObject self, string name, string size, long wanted)
    {
        (int offset, int width, bool littleEndian) = self.Integers[name];
        object before = self.Lookup(name);
        for (long value = 0; value < 256; value++)
        {
            self.Set(name, value);
            if (Known(size, self) is long length && length == wanted)
            {
                self.Sink.Patch(offset, (ulong)value, width, littleEndian);
                return;
            }
        }

        self.Set(name, before);
    }

    private string? Case(WrittenObject self, YamlMappingNode type)
    {
        List<(string Key, YamlNode Value)> cases = [.. Entries(Get(type, "cases"))];
        object? on = Known(Scalar(Get(type, "switch-on"))!, self);
        if (on is null)
        {
            return Scalar(cases[_random.Next(cases.Count)].Value);
        }

        return cases.Where(entry => entry.Key == "_" || (Known(entry.Key, self) is { } key && SpecExpression.Same(on, key))).Select(entry => Scalar(entry.Value)).FirstOrDefault();
    }

    private object WriteNumber(WrittenObject self, YamlMappingNode field, string id, Match type)
    {
        int count = int.Parse(type.Groups["count"].Value, CultureInfo.InvariantCulture);
        bool bits = type.Groups["kind"].Value == "b";
        bool littleEndian = (type.Groups["endian"].Value is { Length: > 0 } own ? own : Scalar(self.Type.Meta(bits ? "bit-endian" : "endian")) ?? Order(self)) == "le";
        if (type.Groups["kind"].Value == "f")
        {
            double real = Choose(self, field, id, Real) as double? ?? 0;
            self.Sink.WriteInteger(count == 4 ? BitConverter.SingleToUInt32Bits((float)real) : BitConverter.DoubleToUInt64Bits(real), count, littleEndian);
            return count == 4 ? (double)(float)real : real;
        }

        int width = bits ? count : count * 8;
        bool signed = type.Groups["kind"].Value == "s";
        object value = Choose(self, field, id, () => Fit(Whole(self, field, id, width), width, signed));
        ulong raw = value is bool truth ? (truth ? 1UL : 0) : value is long number ? unchecked((ulong)number) : 0;
        if (bits)
        {
            self.Sink.WriteBits(raw, count, littleEndian);
            return count == 1 && Get(field, "enum") is null ? (raw & 1) == 1 : Fit((long)raw, width, false);
        }

        self.Sink.Align();
        self.Integers[id] = (self.Sink.Bytes.Count, count, littleEndian);
        self.Sink.WriteInteger(raw, count, littleEndian);
        return Fit((long)raw, width, signed);
    }

    /// <summary>The byte order that a switch in <c>meta</c> tells.</summary>
    private string Order(WrittenObject self) => self.Type.Meta("endian") is YamlMappingNode order ? Case(self, order) ?? "be" : "be";

    /// <summary>A value that is valid as far as is known; most are what the spec speaks of.</summary>
    private object Choose(WrittenObject self, YamlMappingNode field, string id, Func<object> any)
    {
        YamlNode? valid = Get(field, "valid");
        if ((Scalar(valid) ?? Scalar(Get(valid, "eq"))) is { } only && Known(only, self) is { } fixedValue)
        {
            return fixedValue;
        }

        if (Get(valid, "any-of") is { } choice && Known(Scalar(Pick([.. Items(choice)]))!, self) is { } chosen)
        {
            return chosen;
        }

        object value = any();
        for (int attempt = 0; attempt < 40 && !IsValid(self, valid, value); attempt++)
        {
            value = any();
        }

        return value;
    }

    private bool IsValid(WrittenObject self, YamlNode? valid, object value)
    {
        self.Set("_", value);
        return (Scalar(Get(valid, "min")) is not { } min || Known($"_ >= {min}", self) is not false)
            && (Scalar(Get(valid, "max")) is not { } max || Known($"_ <= {max}", self) is not false)
            && (Scalar(Get(valid, "expr")) is not { } expression || Known(expression, self) is not false);
    }

    private long Whole(WrittenObject self, YamlMappingNode field, string id, int width)
    {
        if (Scalar(Get(field, "enum")) is { } path && self.Type.FindEnum(path) is { } members && Chance(0.85))
        {
            return Pick([.. members.Values]);
        }

        if (_compared.TryGetValue(id, out HashSet<string>? texts) && Chance(0.6))
        {
            object? known = Known(Pick([.. texts]), self);
            return known as long? ?? (known is true ? 1 : 0);
        }

        if (_small.Contains(id) && Chance(0.95))
        {
            return _random.Next(self.Budget is { } budget ? Math.Clamp(budget - self.Sink.Bytes.Count, 1, 9) : 7);
        }

        return _random.Next(5) switch
        {
            0 => _random.Next(4),
            1 => -1 - _random.Next(3),
            2 => 1L << (width - 1),
            _ => _random.NextInt64(long.MinValue, long.MaxValue),
        };
    }

    private object Real() => _random.Next(8) switch
    {
        0 => 0.0,
        1 => double.NaN,
        2 => double.NegativeInfinity,
        3 => (double)_random.Next(-1000, 1000),
        4 => BitConverter.UInt64BitsToDouble((ulong)_random.NextInt64(long.MinValue, long.MaxValue)),
        _ => (_random.NextDouble() * 400) - 200,
    };

    private static long Fit(long value, int width, bool signed) =>
        width == 64 ? value : signed ? value << (64 - width) >> (64 - width) : value & ((1L << width) - 1);

    private object WriteBytes(WrittenObject self, YamlMappingNode field, string id, string? type)
    {
        bool text = type is not null;
        Encoding encoding = Scalar(Get(field, "encoding") ?? self.Type.Meta("encoding")) switch { "UTF-16LE" => Encoding.Unicode, "UTF-8" => Encoding.UTF8, _ => Encoding.Latin1 };
        int unit = encoding == Encoding.Unicode ? 2 : 1;
        byte? terminator = Scalar(Get(field, "terminator")) is { } mark ? (byte)Integer(mark) : type == "strz" ? (byte)0 : null;
        byte? padding = Scalar(Get(field, "pad-right")) is { } pad ? (byte)Integer(pad) : null;
        int? size = Scalar(Get(field, "size")) is { } length
            ? (int)Math.Clamp(Known(length, self) as long? ?? _random.Next(5), 0, 64)
            : Get(field, "size-eos") is null ? null : self.Budget is { } budget ? Math.Max(0, budget - self.Sink.Bytes.Count) : _random.Next(9);

        object value = Choose(self, field, id, () => Content(self, id, text, encoding, size ?? _random.Next(7) * unit));
        List<byte> bytes = [.. value as byte[] ?? encoding.GetBytes((string)value)];
        if (size is { } fixedSize)
        {
            if (bytes.Count < fixedSize && terminator is { } end)
            {
                bytes.AddRange(Enumerable.Repeat(end, unit));
            }

            while (bytes.Count < fixedSize)
            {
                bytes.Add(padding ?? (byte)_random.Next(32, 127));
            }

            bytes.RemoveRange(fixedSize, bytes.Count - fixedSize);
        }
        else if (terminator is { } end)
        {
            bytes.RemoveAll(item => item == end && unit == 1);
            bytes.AddRange(Enumerable.Repeat(end, unit));
        }

        if (terminator is not null && Scalar(Get(field, "consume")) == "false")
        {
            bytes.RemoveAt(bytes.Count - 1);
            self.Sink.Write([.. bytes]);
            self.Sink.Next = terminator;
            return value;
        }

        self.Sink.Write([.. bytes]);
        return value;
    }

    private byte[] Contents(YamlNode contents) => Scalar(contents) is { } text
        ? Encoding.UTF8.GetBytes(text)
        : [.. Items(contents).SelectMany(item => item is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: [>= '0' and <= '9', ..] number } ? [(byte)Integer(number)] : Encoding.UTF8.GetBytes(Scalar(item)!))];

    /// <summary>What a byte string or text holds, at most <paramref name="most"/> bytes of it.</summary>
    private object Content(WrittenObject self, string id, bool text, Encoding encoding, int most)
    {
        if (_compared.TryGetValue(id, out HashSet<string>? texts) && Chance(0.6) && Known(Pick([.. texts]), self) is { } known && (text ? known is string : known is byte[]))
        {
            return known;
        }

        if (!text)
        {
            return Noise(most);
        }

        StringBuilder letters = new();
        while (encoding.GetByteCount(letters.ToString()) < most)
        {
            letters.Append(encoding == Encoding.Latin1 || Chance(0.8) ? (char)_random.Next(32, 127) : Pick(['\u00e9', '\u03bb', '\u20ac', '\ufeff', '\u4e2d']));
        }

        return letters.ToString();
    }

    private Func<WrittenObject, object> Parse(string text) => _parsed.TryGetValue(text, out Func<WrittenObject, object>? known) ? known : _parsed[text] = SpecExpression.Parse(text);

    /// <summary>The value of an expression, or null while it is not known.</summary>
    private object? Known(string text, WrittenObject self)
    {
        try
        {
            return Parse(text)(self);
        }
        catch (NotKnownException)
        {
            return null;
        }
    }

    private byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private bool Chance(double probability) => _random.NextDouble() < probability;

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    [GeneratedRegex("(?<![:0-9a-zA-Z_])[a-z_][a-z0-9_]*(?![a-z0-9_:])")]
    private static partial Regex Name();

    [GeneratedRegex("""([a-z_][a-z0-9_.]*) *(?:==|!=|<=?|>=?) *("[^"]*"|\[[^\]]*\]|-?[0-9][0-9a-fx.]*|[a-z_0-9]+(?:::[a-z_0-9]+)+)""")]
    private static partial Regex Comparison();

    [GeneratedRegex(@"(?:\[[^\]]*\]|[^,\[])+")]
    private static partial Regex Argument();

    [GeneratedRegex("^(?<kind>[usfb])(?<count>[0-9]+)(?<endian>le|be)?$")]
    private static partial Regex BuiltIn();
}
