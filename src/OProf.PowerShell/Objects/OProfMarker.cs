using OProf.Capture.Markers;
using OProf.Capture.Sync.Payloads;

namespace OProf.PowerShell.Objects;

/// <summary>A marker as the pipeline sees it: a named place where something happens, with fields that tell what.</summary>
public sealed class OProfMarker
{
    internal OProfMarker(MarkerInfo info) => Info = info;

    /// <summary>Its name, by which <c>Add-OProfProbe</c> finds it.</summary>
    public string Name => Info.Name;

    /// <summary>Where it is.</summary>
    public MarkerSource Source => Info.Source;

    /// <summary>Its fields with their types: <c>text prev_comm, int32 prev_pid</c>. Read when it is asked for.</summary>
    public string Field => Info.Format;

    internal MarkerInfo Info { get; }

    /// <summary>The fields; read when they are asked for.</summary>
    /// <exception cref="Capture.Sessions.CaptureException">Where the marker is, they cannot be read.</exception>
    public IReadOnlyList<PayloadField> GetFields() => Info.Schema.Fields;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
