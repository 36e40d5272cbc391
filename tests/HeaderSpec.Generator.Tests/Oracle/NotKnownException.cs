namespace HeaderSpec.Generator.Tests.Oracle;

/// <summary>A value that an expression needs is not known while the input is being written.</summary>
internal sealed class NotKnownException(string what) : Exception($"{what} is not known yet.");
