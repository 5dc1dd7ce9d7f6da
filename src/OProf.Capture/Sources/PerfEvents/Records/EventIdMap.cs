namespace OProf.Capture.Sources.PerfEvents.Records;

/// <summary>From the kernel's id of an event on one CPU (or thread) to the index of the event in the session.</summary>
internal sealed class EventIdMap
{
    /// <summary>Index of the event that only follows processes and takes no samples.</summary>
    public const int Tracker = -2;

    /// <summary>Index of the event that samples where threads leave the CPU.</summary>
    public const int SwitchOut = -3;

    /// <summary>Index of an id that is not known.</summary>
    public const int Unknown = -1;

    /// <summary>Index of the first tracepoint; those of sampled events are below.</summary>
    public const int FirstTracepoint = 1 << 16;

    private readonly Dictionary<ulong, int> _indices = [];

    /// <summary>Adds an event's id.</summary>
    public void Add(ulong id, int index) => _indices[id] = index;

    /// <summary>The index of an id.</summary>
    public int IndexOf(ulong id) => _indices.GetValueOrDefault(id, Unknown);
}
