using System.Runtime.ExceptionServices;
using OProf.Analysis.Formats.PerfData.Records;
using OProf.Analysis.Symbols;
using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.PerfData;

/// <summary>
/// All records of a file, read once to know its tasks, files and counts, and to add its samples up. Where call chains are put together in
/// a large file, several threads do that: each reads all of it and applies what samples are attributed to, and takes its share of the
/// samples themselves.
/// </summary>
/// <remarks>
/// <code>
///   reader 0   ▒▒▒▒ ████ ▒▒▒▒ ████      ▒ records that change state, and are counted by the first
///   reader 1   ████ ▒▒▒▒ ████ ▒▒▒▒      █ these, and samples with their chains
/// </code>
/// Chains and tasks get numbers in tables of each; those of the others are imported into the first one's at the end.
/// </remarks>
internal sealed class PerfDataScan
{
    private const int StepsBetweenLooks = 16;
    private const int MostReaders = 4;

    // What a reader has to read at least for its own tables to be worth it.
    private const long LeastBytes = 32L << 20;

    // Each has tables and caches of its own.
    private const long LeastMemory = 2L << 30;

    private readonly IReadOnlyList<PerfDataScanPart> _parts;

    private PerfDataScan(IReadOnlyList<PerfDataScanPart> parts)
    {
        _parts = parts;
        Sums = Join(parts);
        var ledgers = new SortedDictionary<int, CpuLedger>();
        foreach (var ledger in parts.SelectMany(static part => part.Pump.Replay.Ledgers))
        {
            if (!ledgers.TryGetValue(ledger.Cpu, out var all))
                ledgers.Add(ledger.Cpu, all = new CpuLedger(ledger.Cpu));
            all.Add(ledger);
        }

        Ledgers = [.. ledgers.Values];
        Findings = parts[0].Pump.Findings with { CutChains = parts.Sum(static part => part.Pump.Findings.CutChains) };
    }

    /// <summary>All samples added up.</summary>
    public SampleSums Sums { get; }

    /// <summary>The counts of each CPU, by its number.</summary>
    public IReadOnlyList<CpuLedger> Ledgers { get; }

    /// <summary>What reading has shown beside the records.</summary>
    public RecordFindings Findings { get; }

    /// <summary>Latest time of a record.</summary>
    public ulong Latest => _parts[0].Pump.Latest;

    /// <summary>Samples that were delivered.</summary>
    public long Samples => _parts.Sum(static part => part.Pump.Replay.Samples);

    /// <summary>Time of the first of them; 0 where there are none.</summary>
    public ulong FirstSampleTime => _parts.Select(static part => part.Pump.Replay.FirstSampleTime).Where(static time => time > 0).DefaultIfEmpty().Min();

    /// <summary>Whether a group of events was seen that did not count all the time.</summary>
    public bool SeenMultiplexed => _parts.Any(static part => part.Pump.Replay.SeenMultiplexed);

    /// <summary>Whether there was code without a file that has no name.</summary>
    public bool HasNamelessCode => _parts.Any(static part => part.StandIns is { HasNamelessCode: true });

    /// <summary>Reads a file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="options">How.</param>
    /// <param name="symbolizer">Names functions, for one frame to stand for all places of one; null where each stands for itself.</param>
    /// <param name="kernelSymbol">Told of kernel text that came or went.</param>
    public static PerfDataScan Run(
        PerfDataSource source, ImportOptions options, Symbolizer? symbolizer, Action<ulong, ulong, uint, string, bool> kernelSymbol)
    {
        int count = options.Readers > 0 ? options.Readers : ReadersOf(source, options);
        var parts = new List<PerfDataScanPart>();
        try
        {
            for (int index = 0; index < count; index++)
                parts.Add(source.Scan(new SampleShare(index, count), options.WithChains, symbolizer, kernelSymbol));
            Run(parts, source, options);
            return new PerfDataScan(parts);
        }
        finally
        {
            foreach (var part in parts)
                part.Pump.Dispose();
        }
    }

    // Values of groups are told apart by what their thread's last sample had, and without times there are no shares. What is compressed
    // each reader would inflate for itself.
    private static int ReadersOf(PerfDataSource source, ImportOptions options)
    {
        bool isShared = options.WithChains && source.Layouts.HasChains && !source.Layouts.HasGroups && source.File.Contents.CompressedLength == 0
            && source.Layouts.All.All(static layout => layout.Time >= 0) && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= LeastMemory;
        long length = source.File.Layout.DataEnd - source.File.Layout.DataStart;
        return isShared ? (int)Math.Clamp(length / LeastBytes, 1, Math.Min(Environment.ProcessorCount, MostReaders)) : 1;
    }

    // The first one on this thread, and what fails first ends all.
    private static void Run(List<PerfDataScanPart> parts, PerfDataSource source, ImportOptions options)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(options.Cancellation);
        ExceptionDispatchInfo? failure = null;
        var others = parts.Skip(1).Select(part => Task.Factory.StartNew(
            () => Try(() => Run(part, source, null, cancellation.Token)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        Try(() => Run(parts[0], source, options.Progress, cancellation.Token));
        Task.WaitAll(others);
        failure?.Throw();

        void Try(Action run)
        {
            try
            {
                run();
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);
                cancellation.Cancel();
            }
        }
    }

    private static void Run(PerfDataScanPart part, PerfDataSource source, IProgress<double>? progress, CancellationToken cancellation)
    {
        var layout = source.File.Layout;
        for (int step = 1; part.Pump.Step(); step++)
        {
            if (step % StepsBetweenLooks != 0)
                continue;
            cancellation.ThrowIfCancellationRequested();
            progress?.Report((part.Pump.Offset - layout.DataStart) / Math.Max(1.0, layout.DataEnd - layout.DataStart));
        }

        part.Sums.Complete();
    }

    private static SampleSums Join(IReadOnlyList<PerfDataScanPart> parts)
    {
        if (parts.Count == 1)
            return parts[0].Sums;
        var tables = parts[0].Tables;
        TaskTable[] tasks = [.. parts.Select(static part => part.Tables.Tasks)];
        tables.RenewTasks();
        var sums = new SampleSums { HasPlaces = parts[0].Sums.HasPlaces };

        // Where names are enough, chains are compared by their names, so that one of two readers may be there twice: that is a fifth of
        // them, and finding these takes as long as a tenth of the reading.
        bool areApart = parts[0].StandIns is not null;
        SumImport[] imports = [.. parts.Select((part, index) => new SumImport(part.Tables, tasks[index], tables, areApart))];
        sums.AddAll([.. parts.Select((part, index) => (part.Sums, (Func<SampleSum, SampleSum>)imports[index].Import))], areApart);
        if (!sums.IsWhole)
            Array.ForEach(imports, static import => import.ImportTasks());
        sums.Complete();
        return sums;
    }
}
