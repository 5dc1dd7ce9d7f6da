using OProf.Capture.Markers.Scripts;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.EventPipe;
using OProf.Capture.Sources.Tracepoints;
using OProf.Capture.Sources.UserProbes;

namespace OProf.Capture.Markers;

/// <summary>The markers of all sources.</summary>
public static class MarkerCatalog
{
    /// <summary>One for each source, in the order in which a name is looked for.</summary>
    internal static IReadOnlyList<IMarkerProvider> Providers { get; } =
    [
        new ProgramMarkerProvider(),
        new ScriptMarkProvider(),
        new UserProbeProvider(isStatic: false),
        new UserProbeProvider(isStatic: true),
        new TracepointProvider(),
        new EventSourceProvider(),
    ];

    /// <summary>Markers by name, in the order of sources and names.</summary>
    /// <param name="pattern">A name with the wildcards <c>*</c> and <c>?</c>; case does not count.</param>
    /// <param name="source">A source to keep to; null for all.</param>
    /// <exception cref="CaptureException">A source may not be looked at; thrown when those of all others have been given.</exception>
    public static IEnumerable<MarkerInfo> Find(string pattern = "*", MarkerSource? source = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return FindAll(pattern, source).Select(found => found.Marker);
    }

    /// <summary>A marker by its whole name, those included that no list has: a function of a file.</summary>
    /// <returns>Null where there is none, or its source may not be looked at.</returns>
    public static MarkerInfo? TryGet(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            return name.AsSpan().IndexOfAny('*', '?') < 0 ? Resolve(name)[0].Marker : null;
        }
        catch (CaptureException)
        {
            return null;
        }
    }

    /// <summary>The error of a name that no marker has, with the nearest ones.</summary>
    public static CaptureException NotFound(string name)
    {
        try
        {
            return MarkerErrors.Unknown(name, Find().Select(marker => marker.Name));
        }
        catch (CaptureException e)
        {
            return e;
        }
    }

    /// <summary>The markers that a name or pattern stands for, with their sources.</summary>
    /// <exception cref="CaptureException">There is none, or it is one of a source that may not be looked at.</exception>
    internal static IReadOnlyList<(IMarkerProvider Provider, MarkerInfo Marker)> Resolve(string name)
    {
        CaptureException? refusal = null;
        foreach (var provider in Providers)
        {
            try
            {
                if (provider.TryGet(name) is { } marker)
                    return [(provider, marker)];
            }
            catch (CaptureException e)
            {
                // The name may be one of another source.
                refusal ??= e;
            }
        }

        if (refusal is not null)
            throw refusal;
        List<(IMarkerProvider, MarkerInfo)> found = name.AsSpan().IndexOfAny('*', '?') < 0 ? [] : [.. FindAll(name, null)];
        return found.Count > 0 ? found : throw MarkerErrors.Unknown(name, Find().Select(marker => marker.Name));
    }

    private static IEnumerable<(IMarkerProvider Provider, MarkerInfo Marker)> FindAll(string pattern, MarkerSource? source)
    {
        CaptureException? refusal = null;
        foreach (var provider in Providers.Where(provider => source is null || provider.Source == source))
        {
            List<MarkerInfo> found = [];
            try
            {
                found.AddRange(provider.Find(pattern));
            }
            catch (CaptureException e)
            {
                refusal ??= e;
            }

            foreach (var marker in found)
                yield return (provider, marker);
        }

        if (refusal is not null)
            throw refusal;
    }
}
