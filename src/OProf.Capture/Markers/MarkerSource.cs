namespace OProf.Capture.Markers;

/// <summary>Where a marker is.</summary>
public enum MarkerSource
{
    /// <summary>A typed marker in the code of this program (<see cref="Marker"/>).</summary>
    Program,

    /// <summary>Marks that a script writes.</summary>
    Script,

    /// <summary>A tracepoint of the kernel.</summary>
    Kernel,

    /// <summary>A function, or a place in one, of an executable file (uprobe).</summary>
    UserProbe,

    /// <summary>A place that the authors of an executable file have marked (USDT, .note.stapsdt).</summary>
    UserStatic,

    /// <summary>An event of a .NET program's EventSource.</summary>
    EventSource,
}
