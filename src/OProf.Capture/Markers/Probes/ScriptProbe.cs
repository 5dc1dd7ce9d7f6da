namespace OProf.Capture.Markers.Probes;

/// <summary>Runs a user's code for hits.</summary>
public sealed class ScriptProbe : QueuedProbe
{
    private readonly ScriptProbeOptions _options;

    internal ScriptProbe(int id, ScriptProbeOptions options)
        : base(id, options, options.QueueLength) => _options = options;

    private protected override Action? CancelCode => _options.Cancel;

    internal override void Hit(MarkerDispatcher dispatcher, ArmedMarker armed, in MarkerHit hit) => Queue(hit, dispatcher.IsRecorded);

    private protected override void Run(ProbeHit hit, HitSlot slot)
    {
        if (_options.When is null || _options.When(hit))
            _options.Callback(hit);
    }
}
