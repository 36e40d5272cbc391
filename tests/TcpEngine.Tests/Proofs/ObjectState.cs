using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace TcpEngine.Tests.Proofs;

/// <summary>Copies an object with all that it holds, and boils it down to a number: what a model checker needs of a connection, which itself knows nothing of it.</summary>
internal static class ObjectState
{
    private const int HashedBytes = 64; // of a buffer: model checks send no more
    private const BindingFlags AllFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> References = new();
    private static readonly ConcurrentDictionary<Type, Func<object, ulong, ulong>> Digests = new();
    private static readonly Func<object, object> ShallowCopy = typeof(object).GetMethod(nameof(MemberwiseClone), AllFields)!.CreateDelegate<Func<object, object>>();

    /// <summary>A copy that shares nothing that changes.</summary>
    public static T Copy<T>(T source)
        where T : class => (T)CopyObject(source);

    /// <summary>A number of all fields, those of held objects included.</summary>
    public static ulong Digest(object? source, ulong seed) => source is null ? Mix(seed, 1) : Digests.GetOrAdd(source.GetType(), MakeDigest)(source, seed);

    /// <summary>Adds a number to a digest.</summary>
    public static ulong Mix(ulong digest, ulong value)
    {
        ulong mixed = (digest ^ value) * 0x9e3779b97f4a7c15;
        return (mixed ^ (mixed >> 29)) * 0xbf58476d1ce4e5b9;
    }

    /// <summary>Adds bytes to a digest.</summary>
    public static ulong MixBytes(ReadOnlySpan<byte> bytes, ulong digest)
    {
        foreach (byte b in bytes)
        {
            digest = Mix(digest, b);
        }

        return digest;
    }

    private static object CopyObject(object source)
    {
        if (source is Array array)
        {
            return array.Clone();
        }

        object copy = ShallowCopy(source);
        foreach (FieldInfo field in References.GetOrAdd(source.GetType(), type => [.. type.GetFields(AllFields).Where(field => HoldsState(field.FieldType))]))
        {
            if (field.GetValue(source) is { } held)
            {
                field.SetValue(copy, CopyObject(held));
            }
        }

        return copy;
    }

    // What never changes, or is none of the connection's, is not its state; what it shares means nothing to it.
    private static bool IsState(Type type) => type != typeof(string) && type != typeof(TcpConnectionOptions) && type != typeof(IEngineObserver) && type != typeof(IWorkQueue)
        && type != typeof(ConnectionMemory) && type != typeof(ConnectionContext) && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(RingPool<>));

    // Whether an object, or a struct somewhere in it, is state that a shallow copy would share.
    private static bool HoldsState(Type type) => IsState(type) && (type.IsValueType ? !type.IsPrimitive && !type.IsEnum && type.GetFields(AllFields).Any(field => HoldsState(field.FieldType)) : true);

    private static Func<object, ulong, ulong> MakeDigest(Type type)
    {
        ParameterExpression source = Expression.Parameter(typeof(object));
        ParameterExpression digest = Expression.Parameter(typeof(ulong));
        return Expression.Lambda<Func<object, ulong, ulong>>(Combine(Expression.Convert(source, type), type, digest), source, digest).Compile();
    }

    private static Expression Combine(Expression value, Type type, Expression digest)
    {
        if (type.IsEnum)
        {
            return Combine(Expression.Convert(value, Enum.GetUnderlyingType(type)), Enum.GetUnderlyingType(type), digest);
        }

        if (type == typeof(bool))
        {
            return Mixed(digest, Expression.Condition(value, Expression.Constant(1UL), Expression.Constant(0UL)));
        }

        if (type == typeof(double))
        {
            return Mixed(digest, Expression.Call(typeof(BitConverter), nameof(BitConverter.DoubleToUInt64Bits), null, value));
        }

        if (type.IsPrimitive)
        {
            return Mixed(digest, Expression.Convert(value, typeof(ulong)));
        }

        if (type == typeof(byte[]))
        {
            return Expression.Call(typeof(ObjectState), nameof(DigestBytes), null, value, digest);
        }

        if (type.IsArray)
        {
            return Expression.Call(typeof(ObjectState), nameof(DigestElements), [type.GetElementType()!], value, digest);
        }

        if (!type.IsValueType && value is not UnaryExpression { Operand: ParameterExpression })
        {
            return Expression.Call(typeof(ObjectState), nameof(Digest), null, Expression.Convert(value, typeof(object)), digest);
        }

        foreach (FieldInfo field in type.GetFields(AllFields).Where(field => IsState(field.FieldType)))
        {
            digest = Combine(Expression.Field(value, field), field.FieldType, digest);
        }

        return digest;
    }

    private static MethodCallExpression Mixed(Expression digest, Expression value) => Expression.Call(typeof(ObjectState), nameof(Mix), null, digest, value);

    private static ulong DigestBytes(byte[]? bytes, ulong digest) => bytes is null ? digest : MixBytes(bytes.AsSpan(0, Math.Min(bytes.Length, HashedBytes)), digest);

    private static ulong DigestElements<T>(T[]? elements, ulong digest)
    {
        Func<T, ulong, ulong> combine = ElementDigest<T>.Combine;
        foreach (T element in elements ?? [])
        {
            digest = combine(element, digest);
        }

        return digest;
    }

    private static class ElementDigest<T>
    {
        public static readonly Func<T, ulong, ulong> Combine = Make();

        private static Func<T, ulong, ulong> Make()
        {
            ParameterExpression element = Expression.Parameter(typeof(T));
            ParameterExpression digest = Expression.Parameter(typeof(ulong));
            return Expression.Lambda<Func<T, ulong, ulong>>(ObjectState.Combine(element, typeof(T), digest), element, digest).Compile();
        }
    }
}
