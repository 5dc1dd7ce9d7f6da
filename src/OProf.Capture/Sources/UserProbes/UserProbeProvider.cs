using OProf.Capture.Markers;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.Tracepoints;

namespace OProf.Capture.Sources.UserProbes;

/// <summary>
/// Places in executable files as markers, by the names that <see cref="UserProbeText"/> reads. Only names that begin as these are
/// looked at: to list every function of every file would never end.
/// </summary>
/// <param name="isStatic">Whether it has the static probes (USDT), or functions and offsets.</param>
internal sealed class UserProbeProvider(bool isStatic) : IMarkerProvider
{
    /// <inheritdoc/>
    public MarkerSource Source => isStatic ? MarkerSource.UserStatic : MarkerSource.UserProbe;

    /// <inheritdoc/>
    public bool TakesFilters => true;

    /// <inheritdoc/>
    /// <exception cref="CaptureException">The pattern is meant for this source, and the file cannot be read.</exception>
    public IEnumerable<MarkerInfo> Find(string pattern)
    {
        // A pattern that is still being typed, and one for other sources, find nothing here.
        if (!OperatingSystem.IsLinux() || !UserProbeText.TryParse(pattern, out var probe, out _) || IsStatic(probe) != isStatic)
            return [];
        bool isPattern = probe.Place.AsSpan().IndexOfAny('*', '?') >= 0 || probe.Provider.AsSpan().IndexOfAny('*', '?') >= 0;
        if (!isPattern)
            return TryGet(pattern) is { } marker ? [marker] : [];
        return (isStatic ? StaticProbeResolver.Names(probe) : UserProbeResolver.Functions(probe)).Select(Describe);
    }

    /// <inheritdoc/>
    public MarkerInfo? TryGet(string name)
    {
        if (!OperatingSystem.IsLinux() || !UserProbeText.IsMeant(name))
            return null;
        var probe = UserProbeText.Parse(name);
        if (IsStatic(probe) != isStatic || probe.Place.AsSpan().IndexOfAny('*', '?') >= 0 || probe.Provider.AsSpan().IndexOfAny('*', '?') >= 0)
            return null;
        var resolved = UserProbeResolver.Resolve(name);
        return new MarkerInfo(resolved.Name, Source, resolved.Schema);
    }

    /// <inheritdoc/>
    public ArmedMarker Arm(MarkerContext context, MarkerInfo marker, string? filter)
    {
        var probe = UserProbeResolver.Resolve(marker.Name);
        if (probe.Missing.Count > 0)
        {
            context.Session.AddNotice(
                "OProfUserProbeArgumentMissing", $"Of {probe.Name} the kernel cannot fetch {string.Join(", ", probe.Missing)}: hits come without.");
        }

        var armed = new ArmedTracepoint(context, marker, filter);
        try
        {
            foreach (var place in probe.Places)
                Open(armed, probe, place);
            return armed;
        }
        catch
        {
            armed.Dispose();
            throw;
        }
    }

    private static void Open(ArmedTracepoint armed, UserProbe probe, UserProbePlace place)
    {
        string name = UprobeDefinitions.Define(probe, place);
        armed.Undo(() => UprobeDefinitions.Remove(name));
        var format = TracepointProvider.FormatOf(name);

        // What comes first are the place's own addresses, which have names that no argument has.
        var fields = place.Arguments.Select(argument => format.Fields.FirstOrDefault(field => field.Name == argument.Name)
            ?? throw TracepointProvider.Unexpected(name, $"it has no field '{argument.Name}'")).ToList();
        armed.Open(name, format.Id, TracepointProvider.DecoderOf(name, armed.Marker.Schema, fields));
    }

    private static bool IsStatic(UserProbeText probe) => probe.Kind == UserProbeKind.Static;

    private MarkerInfo Describe(string name) => new(name, Source, () => UserProbeResolver.Resolve(name).Schema);
}
