using OProf.Capture.Markers.Probes;
using OProf.Capture.Sessions;

namespace OProf.Capture.Markers;

/// <summary>
/// What the markers of a probe need that takes its time, opened before the sync thread arms them, and held open until it has. So
/// a process that does not answer holds up whoever asks, and not the session.
/// </summary>
internal sealed class OpenedMarkers : IDisposable
{
    private readonly List<IDisposable> _opened = [];

    /// <summary>Opens what a probe needs. Not on the sync thread.</summary>
    /// <exception cref="CaptureException">It can't be had; nothing stays open then.</exception>
    public static OpenedMarkers Open(MarkerContext context, ProbeOptions options)
    {
        var all = new OpenedMarkers();
        try
        {
            foreach (var (provider, marker) in options.Places.SelectMany(place => MarkerCatalog.Resolve(place.Name)))
            {
                if (provider is IOpeningProvider opening)
                    all._opened.Add(opening.Open(context, marker));
            }

            return all;
        }
        catch
        {
            all.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _opened.ForEach(opened => opened.Dispose());
}
