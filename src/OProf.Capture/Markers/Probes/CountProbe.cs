namespace OProf.Capture.Markers.Probes;

/// <summary>Counts hits.</summary>
public sealed class CountProbe : Probe
{
    internal CountProbe(int id, CountProbeOptions options)
        : base(id, options)
    {
    }

    internal override void Hit(MarkerDispatcher dispatcher, ArmedMarker armed, in MarkerHit hit)
    {
    }
}
