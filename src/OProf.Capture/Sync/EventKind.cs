namespace OProf.Capture.Sync;

/// <summary>What an entry of the event stream says.</summary>
public enum EventKind
{
    /// <summary>A sample.</summary>
    Sample,

    /// <summary>The following samples' offsets are in another file.</summary>
    CookieSwitch,

    /// <summary>The following entries are of another CPU.</summary>
    CpuSwitch,

    /// <summary>The following samples are of another task.</summary>
    ContextSwitch,

    /// <summary>The following samples were taken in another mode.</summary>
    ModeSwitch,

    /// <summary>The next sample has a call chain.</summary>
    TraceBegin,

    /// <summary>Kernel text changed: what was resolved before may mean something else now.</summary>
    ModuleLoaded,

    /// <summary>Data of any length.</summary>
    Data,

    /// <summary>Records were lost.</summary>
    Lost,
}
