using OProf.Capture.Sessions;

namespace OProf.Analysis.Profiles;

/// <summary>Times off the CPU, put together by keys.</summary>
public sealed class OffCpuReport
{
    internal OffCpuReport(
        IReadOnlyList<ProfileKey> by, IReadOnlyList<OffCpuReportRow> rows, IReadOnlyList<SessionNotice> notices, long count, bool isTaken)
    {
        By = by;
        Rows = rows;
        Notices = notices;
        Count = count;
        Taken = isTaken;
    }

    /// <summary>The keys that say most at once: process, reason, function.</summary>
    public static IReadOnlyList<ProfileKey> DefaultKeys { get; } = [ProfileKey.Process, ProfileKey.Reason, ProfileKey.Symbol];

    /// <summary>The keys.</summary>
    public IReadOnlyList<ProfileKey> By { get; }

    /// <summary>The rows; the longest times first.</summary>
    public IReadOnlyList<OffCpuReportRow> Rows { get; }

    /// <summary>What has to be known to read the rows rightly: losses, guesses, names that were not found.</summary>
    public IReadOnlyList<SessionNotice> Notices { get; }

    /// <summary>Number of times that a thread was off the CPU.</summary>
    public long Count { get; }

    /// <summary>Whether one of the sources takes time off the CPU at all.</summary>
    public bool Taken { get; }

    /// <summary>Puts together all times off the CPU that a session retains now.</summary>
    /// <param name="session">The session; it may be running still, and the report says so. Times that still last are not in it then.</param>
    /// <param name="by">The keys, in the order of the columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A key is none, or <see cref="ProfileKey.Event"/>.</exception>
    public static OffCpuReport Measure(Session session, IReadOnlyList<ProfileKey> by)
    {
        var builder = new OffCpuReportBuilder(by);
        builder.AddAll(SampleResolver.For(session));
        return builder.Build();
    }

    internal static bool IsTaken(IProfileSource source) => source.EventNames.Any(OffCpuEvents.Contains);
}
