using System.Reflection;
using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>A connection at rest has given back all that it needs only at work.</summary>
public sealed class RestTests
{
    private const TcpFlags Ack = TcpFlags.Ack;

    [Fact]
    public void What_has_nothing_in_flight_and_nothing_to_read_is_at_rest()
    {
        Peer peer = new Peer().Establish();
        TcpConnection connection = peer.Connection;
        Assert.True(connection.IsAtRest);

        connection.Send("data"u8, peer.Now);
        Assert.False(connection.IsAtRest);
        peer.Drain();
        Assert.False(connection.IsAtRest);
        peer.Send(Ack, 1, 5);
        Assert.True(connection.IsAtRest);

        peer.Send(Ack, 1, 5, "hello");
        Assert.False(connection.IsAtRest);
        Assert.Equal(5, connection.Receive(new byte[10], peer.Now));
        Assert.False(connection.IsAtRest); // it is not acknowledged
        peer.Wait(40);
        peer.Drain();
        Assert.True(connection.IsAtRest);

        peer.Send(Ack, 8, 5, "gap");
        peer.Drain();
        Assert.False(connection.IsAtRest); // beyond a gap
        peer.Send(Ack, 6, 5, "no");
        Assert.Equal(5, connection.Receive(new byte[10], peer.Now));
        peer.Drain();
        Assert.True(connection.IsAtRest);

        peer.Send(TcpFlags.Fin | Ack, 11, 5);
        peer.Drain();
        Assert.Equal((TcpState.CloseWait, true), (connection.State, connection.IsAtRest));
        connection.Close(peer.Now);
        Assert.True(connection.WantsToTransmit);
        peer.Drain();
        Assert.False(connection.IsAtRest);
        peer.Send(Ack, 12, 6);
        Assert.Equal((TcpState.Closed, true), (connection.State, connection.IsAtRest));
    }

    [Fact]
    public void What_is_not_told_at_rest_is_as_it_was_before()
    {
        Peer peer = new Peer().Establish();
        peer.Connection.Send("data"u8, peer.Now);
        peer.Drain();
        peer.Wait(30);
        peer.Send(Ack, 1, 5);
        Assert.True(peer.Connection.IsAtRest);
        ConnectionSnapshot before = peer.Connection.TakeSnapshot();
        Assert.True(peer.Connection.IsAtRest);

        peer.Connection.Send("more"u8, peer.Now);
        ConnectionSnapshot after = peer.Connection.TakeSnapshot();

        Assert.Equal(before with { SendBufferBytes = 4 }, after);
        Assert.Equal(new SequenceNumber(Peer.OurIss + 5), after.RecoveryPoint);
    }

    // A field that is added must be seen by IsDone, or set by Begin: else one connection would leave it to another.
    [Fact]
    public void Whatever_one_connection_leaves_in_its_work_no_other_sees()
    {
        ConnectionWork work = new(new ConnectionMemory());
        FieldInfo[] fields = [.. typeof(ConnectionWork).GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(field => field.FieldType.IsValueType)];
        Assert.True(fields.Length > 30);
        foreach (FieldInfo field in fields)
        {
            Begin(work);
            Assert.True(work.IsDone);
            object? fresh = field.GetValue(work);
            object changed = Changed(field.FieldType, field.GetValue(work)); // of a box of its own
            Assert.NotEqual(fresh, changed);
            field.SetValue(work, changed);
            if (work.IsDone)
            {
                Begin(work);
                Assert.True(Equals(fresh, field.GetValue(work)), $"{field.Name} is {field.GetValue(work)}, and not {fresh}");
            }

            field.SetValue(work, fresh);
        }
    }

    private static void Begin(ConnectionWork work)
    {
        work.Begin(new SequenceNumber(7), new SequenceNumber(7), 1000, 1000);
        work.Sent.Begin(new SequenceNumber(7), 0, default, null);
        work.Ack = new AckSchedule(default);
    }

    // Another value of a type: of a struct, one whose first field is another.
    private static object Changed(Type type, object? value)
    {
        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare.IsEnum)
        {
            return Enum.ToObject(bare, Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture) + 1);
        }

        if (bare == typeof(bool))
        {
            return !(bool)(value ?? false);
        }

        if (bare.IsPrimitive)
        {
            return Convert.ChangeType(Convert.ToInt64(value ?? 0, System.Globalization.CultureInfo.InvariantCulture) ^ 1, bare, System.Globalization.CultureInfo.InvariantCulture);
        }

        object changed = value ?? Activator.CreateInstance(bare)!;
        FieldInfo first = bare.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)[0];
        first.SetValue(changed, Changed(first.FieldType, first.GetValue(changed)));
        return changed;
    }
}
