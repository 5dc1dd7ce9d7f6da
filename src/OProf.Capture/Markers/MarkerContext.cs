using OProf.Capture.Sessions;
using OProf.Capture.Sources.EventPipe;
using OProf.Capture.Sources.PerfEvents;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;

namespace OProf.Capture.Markers;

/// <summary>The parts of a session that markers are armed in. For the sync thread.</summary>
/// <param name="Session">The session.</param>
/// <param name="Markers">Its probes.</param>
/// <param name="Dispatcher">Takes the hits of what was armed.</param>
/// <param name="Inbox">Takes the hits of other threads than the sync thread.</param>
/// <param name="Source">The session's perf events and their rings.</param>
/// <param name="Records">What the records in those rings mean.</param>
/// <param name="Spaces">The processes that are followed.</param>
/// <param name="ProcessIds">The processes that the session is of; null for the whole system.</param>
internal sealed record MarkerContext(
    CaptureSession Session, SessionMarkers Markers, MarkerDispatcher Dispatcher, MarkerInbox Inbox, PerfEventSource Source, PerfRecordSync Records,
    AddressSpaces Spaces, IReadOnlyList<int>? ProcessIds)
{
    /// <summary>The session's connections to .NET processes; for any thread.</summary>
    public EventPipeConnections Events { get; } = new(Session, ProcessIds);
}
