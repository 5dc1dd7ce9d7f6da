using OProf.Capture.Markers.Scripts;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.EventPipe;

namespace OProf.Capture.Markers;

/// <summary>The markers of all sources.</summary>
public static class MarkerCatalog
{
    /// <summary>One for each source, in the order in which a name is looked for.</summary>
    internal static IReadOnlyList<IMarkerProvider> Providers { get; } = [new ProgramMarkerProvider(), new ScriptMarkProvider(), new EventSourceProvider()];

    /// <summary>Markers by name, from every source that this process may look at, in the order of sources and names.</summary>
    /// <param name="pattern">A name with the wildcards <c>*</c> and <c>?</c>; case does not count.</param>
    /// <param name="source">A source to keep to; null for all.</param>
    public static IEnumerable<MarkerInfo> Find(string pattern = "*", MarkerSource? source = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return Providers.Where(provider => source is null || provider.Source == source)
            .SelectMany(provider => provider.Find(pattern));
    }

    /// <summary>The markers that a name or pattern stands for, with their sources.</summary>
    /// <exception cref="CaptureException">There is none.</exception>
    internal static IReadOnlyList<(IMarkerProvider Provider, MarkerInfo Marker)> Resolve(string name)
    {
        foreach (var provider in Providers)
        {
            if (provider.TryGet(name) is { } marker)
                return [(provider, marker)];
        }

        List<(IMarkerProvider, MarkerInfo)> found = name.AsSpan().IndexOfAny('*', '?') < 0
            ? []
            : [.. Providers.SelectMany(provider => provider.Find(name).Select(marker => (provider, marker)))];
        return found.Count > 0 ? found : throw MarkerErrors.Unknown(name, Find().Select(marker => marker.Name));
    }
}
