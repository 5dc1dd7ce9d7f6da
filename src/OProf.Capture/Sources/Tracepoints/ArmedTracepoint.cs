using OProf.Capture.Markers;
using OProf.Capture.Markers.Probes;
using OProf.Capture.Native;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents;
using OProf.Capture.Sources.Tracepoints.Formats;

namespace OProf.Capture.Sources.Tracepoints;

/// <summary>A marker whose hits come as samples of one or more tracepoints of the kernel, of which it is made.</summary>
internal sealed class ArmedTracepoint(MarkerContext context, MarkerInfo marker, string? filter) : ArmedMarker(marker, filter)
{
    private readonly List<int> _indices = [];
    private readonly List<Action> _undo = [];

    /// <summary>Opens one of its tracepoints.</summary>
    /// <param name="name">Its name in tracefs, <c>system:name</c>.</param>
    /// <param name="id">Its number in tracefs.</param>
    /// <param name="decoder">Packs its records into the marker's schema.</param>
    /// <exception cref="CaptureException">It could not be opened, or the kernel does not take the filter.</exception>
    public void Open(string name, int id, TracepointDecoder decoder)
    {
        try
        {
            // What the records have not told of yet is asked for as well: the command that was launched, an exec that was lost.
            var processes = (context.ProcessIds ?? []).Union(context.Spaces.LiveProcesses);
            int index = context.Source.OpenTracepoint((ulong)id, Marker.Name, Filter, processes);
            _indices.Add(index);
            context.Records.AddTracepoint(index, this, decoder);
        }
        catch (TracepointFilterException e)
        {
            throw TracepointFilter.ErrorOf(name, Marker.Name, e);
        }
    }

    /// <summary>Has something undone when it is disposed of, the last one first.</summary>
    public void Undo(Action action) => _undo.Add(action);

    /// <inheritdoc/>
    /// <remarks>What lies in the rings by now is still delivered, to the probes that are connected then.</remarks>
    public override void Dispose()
    {
        ulong now = (ulong)ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC);
        foreach (int index in _indices)
        {
            context.Source.StopTracepoint(index);
            CountLost(ProbeLossCause.InboxFull, context.Source.LostOfTracepoint(index));
            context.Source.CloseTracepoint(index);
            context.Records.CloseTracepoint(index, now);
        }

        _indices.Clear();
        for (int i = _undo.Count - 1; i >= 0; i--)
            _undo[i]();
        _undo.Clear();
    }
}
