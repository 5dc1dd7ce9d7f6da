using System.Diagnostics.Tracing;

namespace OProf.EventProgram;

/// <summary>Events with a payload that says itself when it was written.</summary>
[EventSource(Name = "OProf-Test-Work")]
internal sealed class WorkEvents : EventSource
{
    /// <summary>A level of the weather, for a field that is an enumeration.</summary>
    public enum Weather
    {
        Sunny = 0,
        Rainy = 7,
    }

    public static WorkEvents Log { get; } = new();

    /// <param name="number">From 0 on, without a gap.</param>
    /// <param name="before">CLOCK_MONOTONIC, in nanoseconds, just before it was written.</param>
    [Event(1, Level = EventLevel.Informational, Keywords = Keywords.Steps)]
    public void Step(
        int number, long before, string text, double ratio, Guid id, DateTime at, bool isEven, Weather weather,
        byte small, ushort medium, uint large, ulong huge, float half, sbyte negative, short lower) =>
        WriteEvent(1, number, before, text, ratio, id, at, isEven, weather, small, medium, large, huge, half, negative, lower);

    [Event(2, Level = EventLevel.Informational, Keywords = Keywords.Phases)]
    public void PhaseStart(string name, long before) => WriteEvent(2, name, before);

    [Event(3, Level = EventLevel.Informational, Keywords = Keywords.Phases)]
    public void PhaseStop(string name, long before) => WriteEvent(3, name, before);

    [Event(4, Level = EventLevel.Verbose, Keywords = Keywords.Steps)]
    public void Detail(int number) => WriteEvent(4, number);

    [Event(5, Level = EventLevel.Informational, Keywords = Keywords.Phases)]
    public void Nothing() => WriteEvent(5);

    public static class Keywords
    {
        public const EventKeywords Steps = (EventKeywords)1;
        public const EventKeywords Phases = (EventKeywords)2;
    }
}
