using System.Globalization;

namespace TcpEngine.Drill;

/// <summary>A control message that recvmsg gives, or that a script expects of it.</summary>
/// <param name="Level">cmsg_level.</param>
/// <param name="Type">cmsg_type.</param>
internal abstract record ControlMessage(long Level, long Type)
{
    /// <summary>Reads the messages of <c>msg_control</c>.</summary>
    /// <exception cref="DrillScriptException">One is of no known form.</exception>
    public static List<ControlMessage> ParseAll(CallExpression control) => control is ListExpression list
        ? [.. list.Items.Select(Parse)]
        : throw new DrillScriptException(control.Position, "Expected a list of control messages: [{cmsg_level=SOL_TCP, cmsg_type=TCP_CM_INQ, cmsg_data=0}].");

    /// <summary>Whether it is what a script expects.</summary>
    /// <param name="expected">What the script says.</param>
    /// <param name="tolerance">By how much a time may be off.</param>
    public virtual bool Meets(ControlMessage expected, Duration tolerance) => this == expected;

    private static ControlMessage Parse(CallExpression expression)
    {
        if (expression is not StructExpression message || message["cmsg_level"] is not { } level || message["cmsg_type"] is not { } type || message["cmsg_data"] is not { } data)
        {
            throw new DrillScriptException(expression.Position, "Expected a control message: {cmsg_level=SOL_TCP, cmsg_type=TCP_CM_INQ, cmsg_data=0}.");
        }

        (long levelNumber, long typeNumber) = (CallArguments.Evaluate(level), CallArguments.Evaluate(type));
        return data is not StructExpression fields ? new IntegerMessage(levelNumber, typeNumber, CallArguments.Evaluate(data))
            : fields["scm_sec"] is not null ? new TimeMessage(levelNumber, typeNumber, new Timestamp((Field(fields, "scm_sec") * 1_000_000_000) + Field(fields, "scm_nsec")))
            : new ErrorMessage(levelNumber, typeNumber, Field(fields, "ee_errno"), Field(fields, "ee_origin"), Field(fields, "ee_type"), Field(fields, "ee_code"), Field(fields, "ee_info"), Field(fields, "ee_data"));
    }

    private static long Field(StructExpression structure, string name) => structure[name] is { } value ? CallArguments.Evaluate(value) : 0;

    /// <summary>A number as a message shows it.</summary>
    protected static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A control message whose data is a number.</summary>
internal sealed record IntegerMessage(long Level, long Type, long Value) : ControlMessage(Level, Type)
{
    /// <inheritdoc/>
    public override string ToString() => $"level {Text(Level)} type {Text(Type)}: {Text(Value)}";
}

/// <summary>A control message whose data is a time: struct scm_timestamping, from the start of the script.</summary>
internal sealed record TimeMessage(long Level, long Type, Timestamp Time) : ControlMessage(Level, Type)
{
    /// <inheritdoc/>
    public override bool Meets(ControlMessage expected, Duration tolerance) => expected is TimeMessage other && (Level, Type) == (other.Level, other.Type)
        && Time >= other.Time - tolerance && Time <= other.Time + tolerance;

    /// <inheritdoc/>
    public override string ToString() => $"level {Text(Level)} type {Text(Type)}: {DrillRun.Clock(Time)}";
}

/// <summary>A control message whose data is a struct sock_extended_err.</summary>
internal sealed record ErrorMessage(long Level, long Type, long Error, long Origin, long Kind, long Code, long Info, long Data) : ControlMessage(Level, Type)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"level {Text(Level)} type {Text(Type)}: ee_errno={Text(Error)} ee_origin={Text(Origin)} ee_type={Text(Kind)} ee_code={Text(Code)} ee_info={Text(Info)} ee_data={Text(Data)}";
}
