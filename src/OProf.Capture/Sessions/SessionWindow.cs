using OProf.Capture.Sources.PerfEvents.Records;

namespace OProf.Capture.Sessions;

/// <summary>Keeps the part of a session that is in memory at its size and age. For the sync thread.</summary>
/// <remarks>
/// Call chains are dropped by generations: a new one is begun when the current one has its share of the memory, and an old
/// one goes when nothing that is kept refers to it. A share that is too small has chains interned, and recorded, again and
/// again: with 2 MiB, two compilers made a recording three times as large as with 60.
/// </remarks>
internal sealed class SessionWindow
{
    private const long LeastGeneration = 1 << 20;
    private const int GenerationsOfLimit = 8;

    // A record reaches the stream this long after it was taken, at the most, unless the machine is overloaded.
    private const ulong Lag = 500_000_000;

    private readonly CaptureSession _session;
    private readonly PerfRecordSync _records;
    private readonly long _generationBytes;
    private readonly ulong? _age;

    /// <summary>For a session.</summary>
    public SessionWindow(CaptureSession session, PerfRecordSync records)
    {
        _session = session;
        _records = records;
        _generationBytes = Math.Max(session.MemoryLimit / GenerationsOfLimit, LeastGeneration);
        _age = session.Options.Last is { } last ? (ulong)last.Ticks * TimeSpan.NanosecondsPerTick + Lag : null;
    }

    /// <summary>Drops what need not be kept any more. All entries up to now have been recorded, where they are.</summary>
    /// <param name="now">CLOCK_MONOTONIC nanoseconds.</param>
    public void Shrink(ulong now)
    {
        var stacks = _session.Tables.Stacks;
        var buffer = _session.Buffer;
        lock (buffer.SyncRoot)
        {
            if (_age is { } age && age < now)
                buffer.DropBefore(now - age);
            buffer.Trim();
            if (stacks.GenerationBytes > _generationBytes)
            {
                stacks.StartGeneration();
                _records.ForgetChains();
                _records.Writer.BeginGeneration(stacks.Generation);
            }

            stacks.DropGenerationsBefore(_records.Writer.OldestGeneration);
        }
    }
}
