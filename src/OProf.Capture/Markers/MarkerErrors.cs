using OProf.Capture.Markers.Probes;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Events;

namespace OProf.Capture.Markers;

/// <summary>The errors around markers and probes, with their remedies.</summary>
internal static class MarkerErrors
{
    public static CaptureException Unknown(string name, IEnumerable<string> names)
    {
        var near = NearestNames.Of(name, names);
        string meant = near.Count == 0 ? "" : $" Nearest: {string.Join(", ", near)}.";
        return Of("OProfMarkerUnknown", CaptureErrorCategory.ObjectNotFound, $"No marker is called '{name}'.{meant}", "Get-OProfMarker lists the markers that there are.", name);
    }

    public static CaptureException Format(string name, string expected, string found) => Of(
        "OProfMarkerFormat", CaptureErrorCategory.InvalidArgument,
        $"The format of marker '{name}' does not match: it has ({found}), asked for was ({expected}).",
        "Connect with the marker's own types and names of fields.", name);

    public static CaptureException FieldUnknown(string field, MarkerInfo marker)
    {
        var near = NearestNames.Of(field, marker.Schema.Fields.Select(known => known.Name));
        string meant = near.Count == 0 ? "" : $" Nearest: {string.Join(", ", near)}.";
        return Of(
            "OProfMarkerField", CaptureErrorCategory.InvalidArgument,
            $"Marker '{marker.Name}' has no field '{field}'.{meant}", $"Its fields: {marker.Format}.", field);
    }

    public static CaptureException FieldNotNumber(string field, MarkerInfo marker) => Of(
        "OProfMarkerField", CaptureErrorCategory.InvalidArgument,
        $"Field '{field}' of marker '{marker.Name}' is no number.", $"Its fields: {marker.Format}.", field);

    public static CaptureException ConnectionBusy(string name) => Of(
        "OProfProbeBusy", CaptureErrorCategory.ResourceExists,
        $"This probe is connected to marker '{name}' already, with the same data.", "Disconnect it first, or give it data of its own.", name);

    public static CaptureException ConnectionNotFound(string name) => Of(
        "OProfProbeNotFound", CaptureErrorCategory.ObjectNotFound,
        $"This probe is not connected to marker '{name}' with this data.", "Probe and data have to be those that were connected.", name);

    public static CaptureException InProbe(string name) => Of(
        "OProfMarkerInProbe", CaptureErrorCategory.InvalidOperation,
        $"A probe that runs can't connect or disconnect probes: it would wait for its own end (marker '{name}').",
        "Do it on another thread, after the probe has returned.", name);

    public static CaptureException ProbeBusy(ProbeOptions options) => Of(
        "OProfProbeBusy", CaptureErrorCategory.ResourceExists,
        $"The session has the same probe at marker '{options.Marker}' already.", "Get-OProfProbe shows it; remove it first, or change a setting.", options.Marker);

    public static CaptureException ProbeNotFound(Probe probe) => Of(
        "OProfProbeNotFound", CaptureErrorCategory.ObjectNotFound,
        $"The session has no probe {probe.Id} at marker '{probe.Options.Marker}'; it may have been removed.", "Get-OProfProbe shows those that it has.", probe);

    public static CaptureException ProbeInvalid(ProbeOptions options, string message) => Of(
        "OProfProbeInvalid", CaptureErrorCategory.InvalidArgument, message, "", options.Marker);

    public static CaptureException TooManyMarkers(string pattern, int count, int most) => Of(
        "OProfProbeTooManyMarkers", CaptureErrorCategory.LimitsExceeded,
        FormattableString.Invariant($"'{pattern}' matches {count} markers; a probe is connected to {most} at most."), "Name fewer of them.", pattern);

    public static CaptureException FilterInvalid(string filter, string marker, string problem) => Of(
        "OProfMarkerFilter", CaptureErrorCategory.InvalidArgument,
        $"The filter '{filter}' of marker '{marker}' can't be used: {problem}.",
        "Compare fields with numbers or texts (== != < <= > >= &, ~ for texts with wildcards), joined by && and ||, with parentheses.", filter);

    public static CaptureException SessionOver(CaptureSession session) => Of(
        "OProfSessionState", CaptureErrorCategory.InvalidOperation,
        $"Session '{session.Name}' has ended; there is nothing to probe.", "Only a session that runs or is suspended has probes.", session);

    public static CaptureException Of(string id, CaptureErrorCategory category, string message, string remedy, object? target) =>
        new(new CaptureError(id, category, message, remedy), target);
}
