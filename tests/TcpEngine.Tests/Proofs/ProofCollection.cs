namespace TcpEngine.Tests.Proofs;

/// <summary>What runs by itself: it takes all cores, or counts memory.</summary>
[CollectionDefinition(nameof(ProofCollection), DisableParallelization = true)]
public sealed class ProofCollection;
