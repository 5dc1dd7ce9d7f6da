using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sync;

/// <summary>The ledger test: what came in is what went out and every loss by its cause, on each CPU.</summary>
internal static class LedgerAssert
{
    public static void Balances(params IEnumerable<CpuLedger> ledgers)
    {
        foreach (var ledger in ledgers)
        {
            long lost = Enum.GetValues<LossCause>().Sum(ledger.Lost);
            Assert.True(
                ledger.Received == ledger.Delivered + ledger.Applied + ledger.Skipped + lost && ledger.Balances,
                $"CPU {ledger.Cpu}: received {ledger.Received}, delivered {ledger.Delivered}, applied {ledger.Applied}, skipped {ledger.Skipped}, lost {Losses(ledger)}");
        }
    }

    public static string Losses(CpuLedger ledger) => string.Join(
        ' ', Enum.GetValues<LossCause>().Where(cause => ledger.Lost(cause) != 0).Select(cause => $"{cause}={ledger.Lost(cause)}"));
}
