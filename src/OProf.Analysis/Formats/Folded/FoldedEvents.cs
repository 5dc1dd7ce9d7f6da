using OProf.Analysis.Formats.Exports;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Formats.Folded;

/// <summary>Which event folded stacks are of, as they hold one: that of the first sample that is wanted.</summary>
internal sealed class FoldedEvents(ExportSource source)
{
    private readonly List<string> _names = [];
    private int _only = -1;

    /// <summary>The events that there are wanted samples of, the one that is written first.</summary>
    internal IReadOnlyList<string> Names => _names;

    /// <summary>Whether a sample of an event is written.</summary>
    internal bool Wants(int eventIndex)
    {
        if (eventIndex == _only)
            return true;

        // What is off the CPU is no part of what is on it: it is written where it is asked for.
        string name = source.Resolver.EventOf(eventIndex);
        if (!source.Options.IsEventNamed && OffCpuEvents.Contains(name))
            return false;
        if (!_names.Contains(name))
            _names.Add(name);
        if (_only >= 0)
            return false;
        _only = eventIndex;
        return true;
    }
}
