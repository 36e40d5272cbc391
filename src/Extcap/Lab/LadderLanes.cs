using System.Globalization;
using System.Text;
using Capture.Annotating;
using TcpEngine;

namespace Extcap.Lab;

/// <summary>
/// The lines of a ladder. Two hosts stand with their states to the left and right of the arrows; more hosts have a lane each, and a state is written into the lane
/// where it changes.
/// </summary>
internal sealed class LadderLanes
{
    private const int TimeWidth = 11;
    private const int StateWidth = 13;
    private const int WideGap = 44;
    private const int NarrowGap = 46;
    private const int LeastTail = 2; // of an arrow, at either end of its label

    private readonly string[] _hosts;
    private readonly TcpState?[] _states;
    private readonly int _gap;

    public LadderLanes(IReadOnlyList<string> hosts)
    {
        _hosts = [.. hosts];
        _states = [.. hosts.Select(_ => (TcpState?)TcpState.Closed)];
        _gap = _hosts.Length > 2 ? NarrowGap : WideGap;
    }

    private bool HasStates => _hosts.Length == 2;

    private int Width => (_gap * (_hosts.Length - 1)) + _hosts.Length;

    /// <summary>The host's lane; -1 where it has none.</summary>
    public int LaneOf(string host) => Array.IndexOf(_hosts, host);

    /// <summary>Remembers a host's state; null where it is not known.</summary>
    public void SetState(int lane, TcpState? state) => _states[lane] = state;

    /// <summary>The line on top, with the hosts' names and roles.</summary>
    public string Head(IReadOnlyList<string> titles)
    {
        if (HasStates)
        {
            return $"{"time (s)",TimeWidth}  {titles[0].PadLeft(StateWidth)} {"".PadLeft(_gap + 2)} {titles[1]}";
        }

        char[] lanes = [.. Enumerable.Repeat(' ', Width + StateWidth)];
        for (int i = 0; i < _hosts.Length; i++)
        {
            titles[i].CopyTo(0, lanes, At(i), Math.Min(titles[i].Length, StateWidth));
        }

        return $"{"time (s)",TimeWidth}  {new string(lanes).TrimEnd()}";
    }

    /// <summary>A line with an arrow.</summary>
    /// <param name="time">When.</param>
    /// <param name="from">The lane that it begins at.</param>
    /// <param name="to">The lane that it leads to.</param>
    /// <param name="label">What stands on it.</param>
    /// <param name="isLost">Whether it ends before it arrives.</param>
    /// <param name="text">What stands beside it.</param>
    public string Arrow(Timestamp time, int from, int to, string label, bool isLost, string text)
    {
        int left = Math.Min(from, to);
        int width = (Math.Abs(to - from) * (_gap + 1)) - 1;
        string shown = $" {label} ";
        shown = shown.Length > width - (2 * LeastTail) ? shown[..(width - (2 * LeastTail))] : shown;
        int before = (width - 1 - shown.Length) / 2;
        int after = width - 1 - shown.Length - before;
        string arrow = (from < to, isLost) switch
        {
            (true, false) => new string('-', before) + shown + new string('-', after) + ">",
            (true, true) => new string('-', before) + shown + "x" + new string(' ', after),
            (false, false) => "<" + new string('-', before) + shown + new string('-', after),
            (false, true) => new string(' ', before) + "x" + shown + new string('-', after),
        };
        StringBuilder lanes = Bars();
        lanes.Remove(At(left) + 1, width).Insert(At(left) + 1, arrow);
        return Line(time, lanes, text);
    }

    /// <summary>A line about something that happened at one host, or nowhere.</summary>
    public string Note(Timestamp time, int lane, bool hasNewState, string text)
    {
        StringBuilder lanes = Bars();
        if (!HasStates && hasNewState)
        {
            string state = NameOf(lane);
            int at = Math.Clamp(At(lane) - (state.Length / 2), 0, Width - state.Length);
            lanes.Remove(at, state.Length).Insert(at, state);
        }

        return Line(time, lanes, text);
    }

    /// <summary>A line that stands for others.</summary>
    public string Gap(string text) => $"{"",TimeWidth}  {(HasStates ? $"{"",StateWidth} " : "")}{text}";

    private string Line(Timestamp time, StringBuilder lanes, string text)
    {
        string at = (time.Nanoseconds / 1e9).ToString("0.000000", CultureInfo.InvariantCulture).PadLeft(TimeWidth);
        return HasStates
            ? $"{at}  {NameOf(0).PadLeft(StateWidth)} {lanes} {NameOf(1).PadRight(StateWidth)} {text}"
            : $"{at}  {lanes} {text}";
    }

    private string NameOf(int lane) => _states[lane] is { } state ? EventSentence.StateName(state) : "?";

    private int At(int lane) => lane * (_gap + 1);

    private StringBuilder Bars()
    {
        StringBuilder lanes = new(new string(' ', Width));
        for (int i = 0; i < _hosts.Length; i++)
        {
            lanes[At(i)] = '|';
        }

        return lanes;
    }
}
