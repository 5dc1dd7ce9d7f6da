namespace OProf.Capture.Markers.Scripts;

/// <summary>A script's marks of one name: recorded whether or not a probe is connected.</summary>
internal sealed class ArmedScriptMark(MarkerInfo marker) : ArmedMarker(marker, null)
{
    public override bool IsAlwaysRecorded => true;

    /// <inheritdoc/>
    /// <remarks>Marks are written and recorded as before.</remarks>
    public override void Dispose()
    {
    }
}
