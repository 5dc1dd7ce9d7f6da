namespace OProf.Capture.Markers;

/// <summary>A marker of this program's own code whose hits go to a session's inbox.</summary>
internal sealed class ArmedProgramMarker(Marker marker, string? filter) : ArmedMarker(marker.Info, filter)
{
    private InboxMarker? _inbox;

    public void Connect(MarkerInbox inbox)
    {
        _inbox = inbox.Add(Marker, this);
        marker.Connect(_inbox);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Waits until no thread is on its way to the inbox. What lies there already has come before, and is for the probes that are
    /// connected yet: all of them at the end of the session, whose last round comes after this; none where the last one went.
    /// </remarks>
    public override void Dispose() => marker.Disconnect(_inbox!);
}
