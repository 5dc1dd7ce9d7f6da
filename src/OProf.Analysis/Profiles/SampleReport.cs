using OProf.Capture.Sessions;

namespace OProf.Analysis.Profiles;

/// <summary>
/// Samples, put together by keys. Where they are of more than one event, the event is a key too, and shares are of the
/// samples of that event.
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
    /// <exception cref="ArgumentOutOfRangeException">A key is none of <see cref="ProfileKey"/>.</exception>
    public static SampleReport Measure(
        Session session, IReadOnlyList<ProfileKey> by, IReadOnlyCollection<string>? events = null, bool selfOnly = false) =>
        Measure(SampleResolver.For(session), by, events, selfOnly);

    /// <summary>Puts together all samples that a source retains now.</summary>
    /// <param name="resolver">The source's resolver.</param>
    /// <param name="by">The keys, in the order of the columns; with none there is one row for each event.</param>
    /// <param name="events">Names of the events to look at; null or empty for all.</param>
    /// <param name="selfOnly">Whether call chains are not looked at.</param>
    /// <exception cref="ArgumentOutOfRangeException">A key is none of <see cref="ProfileKey"/>.</exception>
    public static SampleReport Measure(
        SampleResolver resolver, IReadOnlyList<ProfileKey> by, IReadOnlyCollection<string>? events = null, bool selfOnly = false)
    {
        var builder = new SampleReportBuilder(by, events, selfOnly);
        builder.AddAll(resolver);
        return builder.Build();
    }
}
