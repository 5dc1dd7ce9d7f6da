using System.Runtime.InteropServices;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;

namespace OProf.Capture.Markers;

/// <summary>What the records of an inbox mean: each is delivered as a hit, and counted once in a ledger. For the sync thread.</summary>
/// <remarks>
/// A hit counts in the ledger of its CPU; where the session does not capture on that CPU, or it is not known, in that of the
/// session's first.
/// </remarks>
internal sealed class InboxSync(MarkerInbox inbox, MarkerDispatcher dispatcher, PerfRecordSync records, HitTasks tasks)
{
    private readonly Dictionary<InboxRing, CpuLedger> _ledgers = [];

    /// <summary>Has a ring's losses counted in a ledger.</summary>
    public void Add(InboxRing ring, CpuLedger ledger) => _ledgers[ring] = ledger;

    public void Accept(int buffer, ReadOnlySpan<byte> record, ulong time)
    {
        var ledger = records.LedgerOf(buffer);
        ledger.CountReceived();
        var head = MemoryMarshal.Read<InboxHead>(record[InboxRecord.Cpu..]);
        if (time < records.LateLimit && (head.Flags & InboxRecord.IsDelayed) == 0)
            ledger.Late++;
        if ((head.Flags & InboxRecord.IsScriptLook) != 0)
        {
            records.Script?.Look((int)InboxRecord.WordsOf(record)[0]);
            ledger.CountApplied();
            return;
        }

        if (inbox.MarkerOf(MemoryMarshal.Read<int>(record[InboxRecord.Marker..])) is not { } marker)
        {
            ledger.CountLost(LossCause.Malformed);
            return;
        }

        if (marker.Armed is not { } armed)
        {
            ledger.CountApplied();
            return;
        }

        var task = tasks.Of(head.ProcessId, head.ThreadId);
        var hit = new MarkerHit
        {
            Time = time,
            Cpu = head.Cpu,
            ProcessId = head.ProcessId,
            ThreadId = head.ThreadId,
            Task = task.Row,
            ExecutableCookie = task.ExecutableCookie,
            Marker = marker.Marker,
            Words = InboxRecord.WordsOf(record),
        };
        dispatcher.Hit(armed, hit, ledger);
    }

    /// <summary>Counts what the rings lost; between two rounds.</summary>
    public void CountLosses(ulong now)
    {
        foreach (var (ring, ledger) in _ledgers)
        {
            long lost = ring.TakeLosses();
            if (lost == 0)
                continue;
            ledger.CountReceived(lost);
            ledger.CountLost(LossCause.MarkerOverflow, lost);
            lock (records.Writer.Buffer.SyncRoot)
                records.Writer.Lost(now, ledger.Cpu, LossCause.MarkerOverflow, lost);
        }
    }
}
