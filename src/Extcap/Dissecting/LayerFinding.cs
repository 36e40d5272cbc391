namespace Extcap.Dissecting;

/// <summary>What is wrong with a header.</summary>
/// <param name="Field">The field, by its name in Wireshark or its path in the spec.</param>
/// <param name="Offset">Where it is, in bytes from the header's first.</param>
/// <param name="Message">What is wrong, for people; without a full stop.</param>
internal readonly record struct LayerFinding(string Field, int Offset, string Message);
