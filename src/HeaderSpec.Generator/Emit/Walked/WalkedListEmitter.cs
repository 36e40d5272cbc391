using HeaderSpec.Model;
using HeaderSpec.Typing;

namespace HeaderSpec.Emit.Walked;

/// <summary>Writes the list that a repeated field is: its items are read again as it is walked.</summary>
internal sealed class WalkedListEmitter(WalkedType walked, CodeWriter code)
{
    public void Emit(FieldModel field)
    {
        string list = field.Name + "List";
        string item = walked.ItemTypeOf(field);
        string owner = walked.Model.Name;
        bool isBits = field.Kind == FieldKind.Bits;
        bool isPlain = isBits || field is { Kind: FieldKind.Integer or FieldKind.Float, IsSized: false };
        string place = isBits ? "long" : "int";
        int width = field.BitSize / 8;
        code.Line();
        code.Line($"/// <summary>The list <see cref=\"{(field.IsInstance ? $"TryGet{field.Name}" : field.Name)}\"/>.</summary>");
        code.Open($"public readonly ref struct {list}");
        code.Line($"private readonly {owner} _owner;");
        code.Line("private readonly ReadOnlySpan<byte> _io;");
        code.Line($"private readonly {place} _start;");
        code.Line();
        code.Open($"internal {list}({owner} owner, ReadOnlySpan<byte> io, {place} start, int count)");
        code.Line("_owner = owner;");
        code.Line("_io = io;");
        code.Line("_start = start;");
        code.Line("Count = count;");
        code.Close();
        code.Line();
        code.Line("/// <summary>How many items there are.</summary>");
        code.Line("public int Count { get; }");
        code.Line();
        code.Line($"/// <summary>One item, counted from 0.{(isPlain ? "" : " Those before it are read to find it: to see all, walk the list.")}</summary>");
        code.Line("/// <exception cref=\"ArgumentOutOfRangeException\">There is none of that index.</exception>");
        code.Open($"public {item} this[int index]");
        code.Open("get");
        code.Line("ArgumentOutOfRangeException.ThrowIfNegative(index);");
        code.Line("ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);");
        code.Line("bool fault = false;");
        code.Line("return At(index, ref fault);");
        code.Close();
        code.Close();
        code.Line();
        code.Line("/// <summary>Walks the list in wire order, without allocating.</summary>");
        code.Line("public Enumerator GetEnumerator() => new(this);");
        code.Line();
        code.Open($"internal {item} At(long index, scoped ref bool fault)");
        code.Open("if (index < 0 || index >= Count)");
        code.Line("fault = true;");
        code.Line("return default;");
        code.Close();
        code.Line();
        if (isPlain)
        {
            string order = field.IsLittleEndian ? "Little" : "Big";
            string load = isBits ? $"HeaderBits.Read{order}(_io, _start + (index * {field.BitSize}), {field.BitSize})" : WalkedAccess.LoadNumber(field, "_io", $"_start + ((int)index * {width})").Replace("_isLittleEndian", "_owner._isLittleEndian");
            code.Line($"return {walked.FromNumber(field, load)};");
        }
        else
        {
            code.Line("Enumerator walk = new(this);");
            code.Open("while (index-- >= 0 && walk.MoveNext())");
            code.Close();
            code.Line();
            code.Line("return walk.Current;");
        }

        code.Close();
        foreach ((string name, string op) in new[] { ("Min", "<"), ("Max", ">") })
        {
            if (walked.Typing.ItemTypeOf(field).Type is IntegerType or FloatType && IsNamed(name.ToLowerInvariant()))
            {
                code.Line();
                code.Open($"internal {item} {name}(scoped ref bool fault)");
                code.Line($"{item} best = At(0, ref fault);");
                code.Open($"foreach ({item} next in this)");
                code.Line($"best = next {op} best ? next : best;");
                code.Close();
                code.Line();
                code.Line("return best;");
                code.Close();
            }
        }

        code.Line();
        code.Line("/// <summary>Walks the list.</summary>");
        code.Open("public ref struct Enumerator");
        code.Line($"private readonly {list} _list;");
        if (!isPlain)
        {
            code.Line("private int _next;");
        }

        code.Line("private int _index;");
        code.Line();
        code.Open($"internal Enumerator({list} list)");
        code.Line("_list = list;");
        if (!isPlain)
        {
            code.Line("_next = list._start;");
        }

        code.Close();
        code.Line();
        code.Line("/// <summary>The item at hand.</summary>");
        code.Line($"public {item} Current {{ get; private set; }}");
        code.Line();
        code.Line("/// <summary>Moves to the next item.</summary>");
        code.Open("public bool MoveNext()");
        code.Open("if (_index == _list.Count)");
        code.Line("return false;");
        code.Close();
        code.Line();
        if (isPlain)
        {
            code.Line("bool fault = false;");
            code.Line("Current = _list.At(_index++, ref fault);");
        }
        else
        {
            code.Line($"_list._owner.Read{field.Name}Item(_list._io, _next, _index++, out {item} item, out _next, out _);");
            code.Line("Current = item;");
        }

        code.Line("return true;");
        code.Close();
        code.Close();
        code.Close();
    }

    private bool IsNamed(string member) => walked.World.Specs.SelectMany(spec => spec.Types).SelectMany(type => type.Fields.Concat(type.Instances))
        .SelectMany(field => field.Expressions).SelectMany(expression => expression.All).OfType<Expressions.MemberExpression>().Any(use => use.Name == member);
}
