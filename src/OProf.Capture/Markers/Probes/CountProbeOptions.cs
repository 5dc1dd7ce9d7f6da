namespace OProf.Capture.Markers.Probes;

/// <summary>Counts the hits, and nothing else.</summary>
public sealed record CountProbeOptions : ProbeOptions
{
    internal override Probe Create(int id) => new CountProbe(id, this);
}
