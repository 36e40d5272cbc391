namespace TcpEngine.Tests.Proofs;

/// <summary>The models that are checked: who opens, who sends, who closes when; each with and without options.</summary>
internal static class ModelCatalog
{
    private const ModelAction Open = ModelAction.Open;
    private const ModelAction Send = ModelAction.Send;
    private const ModelAction Close = ModelAction.Close;
    private const ModelAction AwaitEnd = ModelAction.AwaitEnd;
    private const ModelAction AwaitQuiet = ModelAction.AwaitQuiet;

    private static readonly TcpConnectionOptions Plain = new() { Timestamps = false, SelectiveAcknowledgments = false, WindowScaling = false, NoDelay = true, CongestionControl = CongestionControlAlgorithm.NewReno };
    private static readonly TcpConnectionOptions Full = new() { NoDelay = true };

    /// <summary>Ends that do what comes next as soon as they can.</summary>
    public static IReadOnlyList<ModelScript> Eager { get; } = [.. MakeEager("plain", Plain), .. MakeEager("with options", Full)];

    /// <summary>Ends that do it at any time.</summary>
    public static IReadOnlyList<ModelScript> Lazy { get; } = [.. MakeLazy("plain", Plain), .. MakeLazy("with options", Full)];

    private static ModelScript[] MakeEager(string name, TcpConnectionOptions options) =>
    [
        new($"{name}, A sends and closes, B closes last", [Open, Send, Send, Close], [AwaitEnd, Close], options, IsLazy: false),
        new($"{name}, B sends and closes, A closes last", [Open, AwaitEnd, Close], [Send, Send, Close], options, IsLazy: false),
        new($"{name}, both send, and close at once", [Open, AwaitQuiet, Send, Close], [AwaitQuiet, Send, Close], options, IsLazy: false),
        new($"{name}, both open, send, and close at once", [Open, Send, Close], [Open, Send, Close], options, IsLazy: false),
        new($"{name}, A closes half, B sends on", [Open, Close], [AwaitEnd, Send, Send, Close], options, IsLazy: false),
    ];

    private static ModelScript[] MakeLazy(string name, TcpConnectionOptions options) =>
    [
        new($"{name}, A sends", [Open, Send, Send, Close], [Close], options, IsLazy: true),
        new($"{name}, B sends", [Open, Close], [Send, Send, Close], options, IsLazy: true),
        new($"{name}, both send", [Open, Send, Close], [Send, Close], options, IsLazy: true),
        new($"{name}, both open", [Open, Send, Close], [Open, Send, Close], options, IsLazy: true),
    ];
}
