using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;

namespace OProf.Analysis.Formats.Ctf.Recordings;

/// <summary>
/// Counts what some streams hold, before anybody reads them: each event and each loss by CPU, the tasks, the times of the
/// first and the last event.
/// </summary>
/// <param name="options">Who is told how far it is, and who may end it.</param>
/// <param name="length">Bytes of all streams.</param>
internal sealed class RecordingScan(ImportOptions options, long length)
{
    private const int EventsBetweenLooks = 4096;

    // Counts before those by cause, as CpuLedger.CopyTo has them.
    private static readonly int s_headCounts = CpuLedger.CountsLength - Enum.GetValues<LossCause>().Length;

    private readonly PayloadWriter _writer = new();
    private CtfPacket? _packet;
    private double _bytesBefore;
    private int _events;

    /// <summary>The counts of each CPU, as <see cref="CpuLedger.CopyTo"/> gives them; those without a CPU under -1.</summary>
    internal SortedDictionary<int, long[]> Counts { get; } = [];

    /// <summary>The tasks.</summary>
    internal TaskRows Tasks { get; } = new();

    /// <summary>Names of the kinds of events that there are.</summary>
    internal SortedSet<string> EventNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Time of the first event; <see cref="long.MaxValue"/> where there is none.</summary>
    internal long First { get; private set; } = long.MaxValue;

    /// <summary>Time of the last event.</summary>
    internal long Last { get; private set; } = long.MinValue;

    /// <summary>Packets that are missing between others.</summary>
    internal ulong MissingPackets { get; private set; }

    /// <summary>Reads a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="index">Its index on the time line.</param>
    /// <param name="times">The time line.</param>
    internal void Count(CtfStream stream, int index, StreamTimes times)
    {
        var tasks = new TaskFields(stream.Layout);
        bool[] seen = new bool[stream.Trace.Metadata.Events.Count];
        using var reader = stream.Read();
        long[]? counts = null;
        int cpu = 0;
        while (reader.Read())
        {
            Look(reader);
            if (counts is null || reader.Cpu != cpu)
                counts = CountsOf(cpu = reader.Cpu);
            if (reader.Kind == CtfItemKind.Discarded)
            {
                long discarded = (long)Math.Min(reader.Discarded, int.MaxValue);
                counts[0] += discarded;
                counts[s_headCounts + (int)LossCause.SourceDiscarded] += discarded;
                continue;
            }

            counts[0]++;
            if (Fits(reader))
                counts[1]++;
            else
                counts[s_headCounts + (int)LossCause.EventLostOverflow]++;
            seen[reader.EventClass!.Index] = true;
            tasks.Read(reader, out int processId, out int threadId);
            Tasks.Add(processId, threadId, tasks.Command(reader));
            long time = times.Of(index, reader.Time);
            First = Math.Min(First, time);
            Last = Math.Max(Last, time);
        }

        MissingPackets += reader.MissingPackets;
        foreach (var kind in stream.Trace.Metadata.Events.Where(kind => seen[kind.Index]))
            EventNames.Add(kind.Name);
    }

    private void Look(CtfStreamReader reader)
    {
        if (reader.Packet != _packet)
        {
            _bytesBefore += (_packet?.Size ?? 0) / 8.0;
            _packet = reader.Packet;
        }

        if (++_events % EventsBetweenLooks != 0)
            return;
        options.Cancellation.ThrowIfCancellationRequested();
        options.Progress?.Report(Math.Min(1, _bytesBefore / Math.Max(1, length)));
    }

    // A field takes at most eight times as much as in the packet: a bit becomes a byte.
    private bool Fits(CtfStreamReader reader)
    {
        if (reader.EventBits < PayloadWriter.MaxBytes / 2)
            return true;
        EventSchemas.Pack(reader, _writer);
        return !_writer.HasOverflowed;
    }

    private long[] CountsOf(int cpu)
    {
        if (!Counts.TryGetValue(cpu, out long[]? counts))
            Counts.Add(cpu, counts = new long[CpuLedger.CountsLength]);
        return counts;
    }
}
