using OProf.Capture.Sources.Synthetic;
using OProf.Capture.Sync;
using OProf.Capture.Tests.Sync;
using Xunit;

namespace OProf.Capture.Tests.Synthetic;

/// <summary>A machine of some CPUs, profiled into a stream; its end is the ledger test.</summary>
internal sealed class SyntheticCapture : IDisposable
{
    public SyntheticCapture(int cpus = 1, int capacityWords = 1 << 12, long bufferBytes = 8 << 20, bool start = true)
    {
        Buffer = new EventBuffer(bufferBytes, 1);
        Machine = new SyntheticMachine([.. Enumerable.Range(0, cpus)], Tables.Cookies);
        Source = new SyntheticSource(Machine, Buffer, capacityWords);
        if (start)
            Source.Start();
    }

    public SessionTables Tables { get; } = new();

    public EventBuffer Buffer { get; }

    public SyntheticMachine Machine { get; }

    public SyntheticSource Source { get; }

    public CpuLedger Ledger => Source.Ledgers[0];

    public string Text => StreamText.Of(Buffer);

    /// <summary>Stops and checks that nothing is left and all is counted.</summary>
    public void Stop()
    {
        Source.Stop();
        LedgerAssert.Balances(Source.Ledgers);
        Assert.Equal(0, Machine.Tasks.InMortuary);
        foreach (int cpu in Machine.Cpus)
            Assert.Equal(Source.WriterOf(cpu).Received, Source.Ledgers[cpu].Received);
    }

    public void Dispose()
    {
        Stop();
        Source.Dispose();
    }
}
