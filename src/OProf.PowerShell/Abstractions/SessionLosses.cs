using System.Globalization;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;

namespace OProf.PowerShell.Abstractions;

/// <summary>
/// What a capture lost of what it should have delivered. Records that came after the session had its number of samples
/// are no loss to anybody; the ledger counts them by a cause of their own.
/// </summary>
internal static class SessionLosses
{
    /// <summary>The number of records.</summary>
    public static long Count(Session session) => session.Ledger.Sum(cpu => cpu.LostTotal - cpu.Lost(LossCause.AfterEnd));

    /// <summary>The number as a sentence; null where nothing was lost.</summary>
    public static string? Sentence(Session session)
    {
        long lost = Count(session);
        if (lost == 0)
            return null;
        long received = session.Ledger.Sum(cpu => cpu.Received);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{lost:N0} of {received:N0} records ({(double)lost / received:P2}) were lost; Get-OProfStatistic -Id {session.Id} has them by CPU and cause.");
    }
}
