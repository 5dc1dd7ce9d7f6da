using System.Globalization;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Events;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>What a session says about the events of .NET processes.</summary>
internal static class EventPipeNotices
{
    public static void Ended(CaptureSession session, EventPipeConnection connection) => session.AddNotice(
        "OProfEventSourceEnded",
        Text($"{Who(connection)} has ended; its events up to then are there."));

    public static void Failed(CaptureSession session, EventPipeConnection connection, Exception failure) => session.AddNotice(
        "OProfEventSourceFailed",
        Text($"The events of {connection.Request.Name} in {Who(connection)} can't be read any further: {failure.Message}"));

    public static void Unread(CaptureSession session, EventPipeConnection connection, TimeSpan waited) => session.AddNotice(
        "OProfEventSourceUnread",
        Text($"{Who(connection)} has not sent its last events of {connection.Request.Name} for {waited.TotalSeconds:0.#} s: they are missing."));

    public static void ClockGuessed(CaptureSession session, EventPipeConnection connection) => session.AddNotice(
        "OProfEventSourceClock",
        Text($"{Who(connection)} has a clock of its own (a time namespace): the times of its events may be wrong by {connection.ClockUncertainty / 1e6:0.###} ms."));

    public static void Dropped(CaptureSession session, EventMarkerName name, long events) => session.AddNotice(
        "OProfEventSourceDropped",
        Text($"Process {name.Process} dropped {events} events of {name.Provider.Name}: its buffers were full."));

    public static void Silent(CaptureSession session, EventMarkerName name, IReadOnlyCollection<string> seen)
    {
        var near = NearestNames.Of(name.Event, seen);
        string others = seen.Count == 0 ? "It wrote none at all: does the process have this provider?"
            : near.Count > 0 ? $"It wrote {string.Join(", ", near)}."
            : $"It wrote {string.Join(", ", seen.Order(StringComparer.Ordinal).Take(5))}{(seen.Count > 5 ? ", …" : ".")}";
        session.AddNotice("OProfEventSourceSilent", Text($"{name.Provider.Name} in process {name.Process} wrote no event {name.Event}. {others}"));
    }

    private static string Who(EventPipeConnection connection) => Text($"Process {connection.Port.ProcessId} ({connection.Port.ProcessName})");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
