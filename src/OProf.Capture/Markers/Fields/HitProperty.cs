namespace OProf.Capture.Markers.Fields;

/// <summary>What every hit has besides its fields; the names are those that users say.</summary>
internal enum HitProperty
{
    /// <summary>Nothing of these.</summary>
    None,

    /// <summary>Name of the thread, as samples have it under process name.</summary>
    ProcessName,

    /// <summary>Process id.</summary>
    ProcessId,

    /// <summary>Thread id.</summary>
    ThreadId,

    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>Name of the marker.</summary>
    Marker,
}
