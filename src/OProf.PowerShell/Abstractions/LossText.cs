using System.Globalization;
using OProf.Capture.Sync;

namespace OProf.PowerShell.Abstractions;

/// <summary>What a capture lost, as a sentence.</summary>
internal static class LossText
{
    /// <summary>The sentence, or null where nothing was lost that should have been delivered.</summary>
    /// <param name="ledger">The counts of each CPU.</param>
    /// <param name="sessionId">Id of the session, to say where the rest is told.</param>
    public static string? Of(IReadOnlyList<CpuLedger> ledger, int sessionId)
    {
        // What came after the session had its number of samples was not asked for.
        long lost = ledger.Sum(cpu => cpu.LostTotal - cpu.Lost(LossCause.AfterEnd));
        if (lost == 0)
            return null;
        long received = ledger.Sum(cpu => cpu.Received);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{lost:N0} of {received:N0} records ({(double)lost / received:P2}) were lost; Get-OProfStatistic -Id {sessionId} has them by CPU and cause.");
    }
}
