using System.Globalization;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>What a report has to say besides its rows, so that no profile is silently wrong.</summary>
internal static class ReportNotices
{
    private const string StillRunning = "OProfStillRunning";
    private const string SamplesLost = "OProfSamplesLost";
    private const string KernelLost = "OProfKernelLost";
    private const string MemoryLimit = "OProfMemoryLimit";
    private const string UnknownImages = "OProfUnknownImages";
    private const string UnknownSymbols = "OProfUnknownSymbols";

    /// <summary>What is to be said of the rows of a report.</summary>
    internal static IReadOnlyList<SessionNotice> Of(IEnumerable<SampleResolver> resolvers, IReadOnlyList<SampleReportRow> rows)
    {
        var notices = new List<SessionNotice>();
        foreach (var resolver in resolvers)
            AddAll(notices, resolver);
        AddUnknown(notices, rows);
        return notices;
    }

    /// <summary>What is to be said of a source, whatever is made of its samples.</summary>
    internal static IReadOnlyList<SessionNotice> Of(SampleResolver resolver)
    {
        var notices = new List<SessionNotice>();
        AddAll(notices, resolver);
        return notices;
    }

    private static void AddAll(List<SessionNotice> notices, SampleResolver resolver)
    {
        foreach (var notice in resolver.Source.Notices)
            Add(notices, notice);
        foreach (var notice in resolver.Names.Notices)
            Add(notices, notice);
        if (!resolver.Source.IsComplete)
            Add(notices, new SessionNotice(StillRunning, "The session is still running: this is what it had up to now."));
        AddLosses(notices, resolver.Source);
    }

    private static void Add(List<SessionNotice> notices, SessionNotice notice)
    {
        if (!notices.Contains(notice))
            notices.Add(notice);
    }

    private static void AddLosses(List<SessionNotice> notices, IProfileSource source)
    {
        var ledger = source.Ledger;
        var causes = new List<string>();
        long lost = 0;
        foreach (var cause in Enum.GetValues<LossCause>())
        {
            // Records past the number of samples that was asked for are no loss to anybody.
            long records = cause == LossCause.AfterEnd || IsSaid(cause, source.Notices) ? 0 : ledger.Sum(cpu => cpu.Lost(cause));
            if (records == 0)
                continue;
            lost += records;
            causes.Add(string.Create(CultureInfo.InvariantCulture, $"{cause} {records}"));
        }

        long delivered = ledger.Sum(static cpu => cpu.Delivered);
        if (lost != 0)
        {
            Add(notices, new SessionNotice(SamplesLost, string.Create(
                CultureInfo.InvariantCulture,
                $"{lost} records were lost beside {delivered} delivered ({string.Join(", ", causes)}); shares are of what was delivered.")));
        }
    }

    // A session that has ended says some losses itself, with what can be done about them.
    private static bool IsSaid(LossCause cause, IReadOnlyList<SessionNotice> notices) => cause switch
    {
        LossCause.KernelLostSample or LossCause.KernelLostRecord => notices.Any(static notice => notice.Id == KernelLost),
        LossCause.EventLostOverflow => notices.Any(static notice => notice.Id == MemoryLimit),
        _ => false,
    };

    private static void AddUnknown(List<SessionNotice> notices, IReadOnlyList<SampleReportRow> rows)
    {
        long samples = 0;
        long images = 0;
        long symbols = 0;
        foreach (var row in rows)
        {
            long own = row.Columns.Count == 0 ? row.Samples : row.Columns.Sum(static column => column.Samples);
            samples += own;
            images += row.Image == FrameName.Unknown ? own : 0;
            symbols += row.Symbol == FrameName.Unknown ? own : 0;
        }

        AddUnknown(notices, UnknownImages, images, samples, "lie in no mapping that was known at their time.");
        AddUnknown(notices, UnknownSymbols, symbols, samples, "have no symbol.");
    }

    private static void AddUnknown(List<SessionNotice> notices, string id, long unknown, long samples, string what)
    {
        if (unknown == 0)
            return;
        Add(notices, new SessionNotice(id, string.Create(
            CultureInfo.InvariantCulture, $"{unknown} of {samples} samples ({100.0 * unknown / samples:F1} %) {what}")));
    }
}
