namespace OProf.Capture.Markers.Probes;

/// <summary>Records each hit as a data record of the session's stream, with the marker's fields.</summary>
public sealed record RecordProbeOptions : ProbeOptions
{
    internal override Probe Create(int id) => new RecordProbe(id, this);
}
