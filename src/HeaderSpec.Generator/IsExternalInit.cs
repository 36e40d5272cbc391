namespace System.Runtime.CompilerServices;

/// <summary>Lets the compiler emit init-only setters for netstandard2.0.</summary>
internal static class IsExternalInit;
