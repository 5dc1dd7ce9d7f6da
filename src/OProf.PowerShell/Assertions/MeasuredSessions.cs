using System.Collections;
using System.Management.Automation;
using OProf.Analysis.Profiles.Columns;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Assertions;

/// <summary>The sessions of what a test pipes to an assertion.</summary>
internal static class MeasuredSessions
{
    /// <summary>The sessions of sessions and of measurements that were sampled.</summary>
    /// <exception cref="Capture.Sessions.CaptureException">It is something else, or was not sampled.</exception>
    public static IReadOnlyList<OProfSession> Of(object? actual)
    {
        var sessions = new List<OProfSession>();
        Add(actual, sessions);
        return sessions.Count > 0 ? sessions : throw ObjectErrors.NoSamples(actual);
    }

    /// <summary>Their profiles.</summary>
    /// <param name="actual">What was piped.</param>
    /// <param name="events">Only samples of these events; null for all.</param>
    public static IReadOnlyList<Profile> ProfilesOf(object? actual, string[]? events)
    {
        var options = new ProfileOptions { Events = events };
        return [.. Of(actual).Select(session => Profile.Of(session.Capture, options))];
    }

    private static void Add(object? actual, List<OProfSession> sessions)
    {
        switch (actual is PSObject wrapped ? wrapped.BaseObject : actual)
        {
            case OProfSession session:
                sessions.Add(session);
                break;
            case OProfCommandMeasurement measurement:
                sessions.AddRange(measurement.Session);
                break;
            case OProfCommandComparison comparison:
                sessions.AddRange(comparison.Measurement.Session);
                break;
            case IEnumerable list and not string:
                foreach (object? item in list)
                    Add(item, sessions);
                break;
            case var other:
                throw ObjectErrors.NoMeasurement(other ?? "nothing");
        }
    }
}
