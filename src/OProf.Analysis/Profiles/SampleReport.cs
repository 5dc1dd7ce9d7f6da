using OProf.Analysis.Profiles.Events;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Profiles;

/// <summary>
/// Samples, put together by keys. Where they are of more than one event, the event is a key too, or each has a column; shares
/// are of the samples of that event.
/// </summary>
public sealed class SampleReport
{
    internal SampleReport(
        IReadOnlyList<ProfileKey> by, bool isSelfOnly, IReadOnlyList<SampleReportRow> rows, IReadOnlyList<SessionNotice> notices, long samples)
    {
        By = by;
        IsSelfOnly = isSelfOnly;
        Rows = rows;
        Notices = notices;
        Samples = samples;
    }

    /// <summary>The events that have columns, in their order; empty where rows are of one event each.</summary>
    public IReadOnlyList<EventColumn> Events { get; internal init; } = [];

    /// <summary>The ratios that these events make.</summary>
    public IReadOnlyList<EventRatio> Ratios { get; internal init; } = [];

    /// <summary>The keys; Event is among them where there is more than one event.</summary>
    public IReadOnlyList<ProfileKey> By { get; }

    /// <summary>Whether call chains were not looked at: the rows' Total is their Share then.</summary>
    public bool IsSelfOnly { get; }

    /// <summary>The rows; those with the largest share first, each event by itself.</summary>
    public IReadOnlyList<SampleReportRow> Rows { get; }

    /// <summary>What has to be known to read the rows rightly: losses, fallbacks, guesses, names that were not found.</summary>
    public IReadOnlyList<SessionNotice> Notices { get; }

    /// <summary>Number of samples of all events.</summary>
    public long Samples { get; }

    /// <summary>Puts together all samples that a session retains now.</summary>
    /// <param name="session">The session; it may be running still, and the report says so.</param>
    /// <param name="by">The keys, in the order of the columns; with none there is one row for each event.</param>
    /// <param name="events">Names of the events to look at; null or empty for all.</param>
    /// <param name="selfOnly">Whether call chains are not looked at.</param>
    /// <param name="eventColumns">Whether several events have one row together, see <see cref="SampleReportBuilder.HasEventColumns"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A key is none of <see cref="ProfileKey"/>.</exception>
    public static SampleReport Measure(
        Session session, IReadOnlyList<ProfileKey> by, IReadOnlyCollection<string>? events = null, bool selfOnly = false,
        bool eventColumns = false) =>
        Measure(SampleResolver.For(session), by, events, selfOnly, eventColumns);

    /// <summary>Puts together all samples that a source retains now.</summary>
    /// <param name="resolver">The source's resolver.</param>
    /// <param name="by">The keys, in the order of the columns; with none there is one row for each event.</param>
    /// <param name="events">Names of the events to look at; null or empty for all.</param>
    /// <param name="selfOnly">Whether call chains are not looked at.</param>
    /// <param name="eventColumns">Whether several events have one row together, see <see cref="SampleReportBuilder.HasEventColumns"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A key is none of <see cref="ProfileKey"/>.</exception>
    public static SampleReport Measure(
        SampleResolver resolver, IReadOnlyList<ProfileKey> by, IReadOnlyCollection<string>? events = null, bool selfOnly = false,
        bool eventColumns = false)
    {
        var builder = new SampleReportBuilder(by, events, selfOnly: selfOnly) { HasEventColumns = eventColumns };
        builder.AddAll(resolver);
        return builder.Build();
    }
}
