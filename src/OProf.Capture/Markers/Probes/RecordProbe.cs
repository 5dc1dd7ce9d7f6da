namespace OProf.Capture.Markers.Probes;

/// <summary>Records hits into the session's stream. The dispatcher writes, once for all record probes of a marker.</summary>
public sealed class RecordProbe : Probe
{
    internal RecordProbe(int id, RecordProbeOptions options)
        : base(id, options)
    {
    }

    /// <summary>Hits that are in the stream.</summary>
    public long Recorded => Hits - LostBy(ProbeLossCause.StreamFull);

    internal override bool Records => true;

    internal override void Hit(MarkerDispatcher dispatcher, ArmedMarker armed, in MarkerHit hit)
    {
    }
}
