using OProf.Capture.Sessions;

namespace OProf.Capture.Markers;

/// <summary>Finds markers of a source that takes its time to answer: it is asked on the thread of whoever wants it, before the sync thread arms.</summary>
internal interface IOpeningProvider : IMarkerProvider
{
    /// <summary>Opens what arming a marker needs. May wait.</summary>
    /// <param name="context">The session's parts; only what is for any thread.</param>
    /// <param name="marker">One that this provider gave.</param>
    /// <returns>What holds it open until the marker is armed.</returns>
    /// <exception cref="CaptureException">It can't be had.</exception>
    IDisposable Open(MarkerContext context, MarkerInfo marker);
}
