using System.Globalization;
using OProf.Capture.Sync;

namespace OProf.PowerShell.Abstractions;

/// <summary>What a capture lost, as a sentence.</summary>
internal static class LossText
{
    /// <summary>The sentence, or null where nothing was lost that should have been delivered.</summary>
    public static string? Of(IReadOnlyList<CpuLedger> ledger)
    {
        // What came after the session had its number of samples was not asked for.
        var causes = Enum.GetValues<LossCause>()
            .Where(cause => cause != LossCause.AfterEnd)
            .Select(cause => (Cause: cause, Count: ledger.Sum(cpu => cpu.Lost(cause))))
            .Where(lost => lost.Count > 0)
            .OrderByDescending(lost => lost.Count)
            .ToList();
        long throttled = ledger.Sum(cpu => cpu.Throttled);
        if (causes.Count == 0 && throttled == 0)
            return null;

        var sentences = new List<string>();
        if (causes.Count > 0)
        {
            long lost = causes.Sum(cause => cause.Count);
            double share = (double)lost / Math.Max(ledger.Sum(cpu => cpu.Received), 1);
            string list = string.Join(", ", causes.Select(cause => string.Create(CultureInfo.InvariantCulture, $"{cause.Cause} {cause.Count:N0}")));
            sentences.Add(string.Create(CultureInfo.InvariantCulture, $"{lost:N0} records ({share:P2}) were lost: {list}."));
        }

        if (throttled > 0)
            sentences.Add(string.Create(CultureInfo.InvariantCulture, $"The kernel throttled sampling {throttled:N0} times; samples are missing there that nobody counts."));
        return string.Join(' ', sentences);
    }
}
