using OProf.Capture.Sessions;

namespace OProf.Capture.Markers;

/// <summary>Finds the markers of one source, and arms them in a session. Without state of its own; for any thread.</summary>
internal interface IMarkerProvider
{
    /// <summary>The source; for the order of what is found.</summary>
    MarkerSource Source { get; }

    /// <summary>
    /// Whether it takes filters in <see cref="Arm"/>; else the dispatcher asks hits for them, and it never gets one.
    /// </summary>
    bool TakesFilters => false;

    /// <summary>
    /// Markers whose name matches. What cannot be listed (each function of each file is a place for a probe) is left out.
    /// </summary>
    /// <param name="pattern">A name with the wildcards <c>*</c> and <c>?</c>; case does not count.</param>
    IEnumerable<MarkerInfo> Find(string pattern);

    /// <summary>The marker of exactly this name, also one that <see cref="Find"/> does not list; null where it is none of this source.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="CaptureException">The name is one of this source, and the marker cannot be had.</exception>
    MarkerInfo? TryGet(string name);

    /// <summary>Arms a marker. On the sync thread between two rounds, or before the first.</summary>
    /// <param name="context">The session's parts.</param>
    /// <param name="marker">One that this provider gave.</param>
    /// <param name="filter">What hits have to meet; null for all.</param>
    /// <exception cref="CaptureException">It cannot be armed; nothing is left of it then.</exception>
    ArmedMarker Arm(MarkerContext context, MarkerInfo marker, string? filter);
}
