using OProf.Analysis.Formats.PerfData.Files;
using OProf.Analysis.Formats.PerfData.Records;
using OProf.Analysis.Profiles;
using OProf.Analysis.Symbols;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sources.PerfEvents.Replay;
using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.PerfData;

/// <summary>A file, and the ways to read its records: once to know what there is, and again by each reader.</summary>
internal sealed class PerfDataSource
{
    // A sample's words, and those of its group's values.
    private const int WordsOfRecord = 33;

    private readonly object _tablesGate = new();

    public PerfDataSource(PerfDataFile file)
    {
        File = file;
        Layouts = EventLayouts.Of(file.File.Name, file.Contents.Events, file.Contents.Units);
    }

    public PerfDataFile File { get; }

    public EventLayouts Layouts { get; }

    /// <summary>What the stream's numbers mean.</summary>
    public SessionTables Tables { get; } = new();

    /// <summary>All records, for who looks at the tables, the counts and the sums only.</summary>
    /// <param name="share">Which samples to add up; the others are another one's.</param>
    /// <param name="withChains">Whether call chains are put together, and told apart in the sums.</param>
    /// <param name="symbolizer">Names functions, for one frame to stand for all places of one; null where each stands for itself.</param>
    /// <param name="kernelSymbol">Told of kernel text that came or went.</param>
    public PerfDataScanPart Scan(SampleShare share, bool withChains, Symbolizer? symbolizer, Action<ulong, ulong, uint, string, bool> kernelSymbol)
    {
        var tables = share.IsFirst ? Tables : new SessionTables();
        var standIns = symbolizer is null ? null : new FunctionFrames(tables, symbolizer);
        var sums = new SampleSums { HasPlaces = standIns is null, HasTimes = share.Count > 1 };
        var unread = new EventBuffer(0, EventBuffer.ChunkWords, null, BufferRetention.Overwrite);
        var pump = Open(unread, tables, share, withChains, sums, standIns, share.IsFirst ? kernelSymbol : null);
        return new PerfDataScanPart(pump, tables, sums, standIns);
    }

    /// <summary>A reader of all entries.</summary>
    /// <param name="cpus">Number of CPUs that there are records of.</param>
    /// <param name="withChains">Whether samples have their call chains.</param>
    public EventReader OpenReader(int cpus, bool withChains)
    {
        // What is taken at once has to fit beside what the reader has not read.
        int words = WordsOfRecord + (Layouts.HasGroups ? GroupValueReader.MaxMembers : 0);
        long chunks = 2 + ((long)Math.Max(RecordReplay.RecordsAtOnce, cpus * RecordReplay.LeastOfCpu) * words / EventBuffer.ChunkWords);
        var buffer = new EventBuffer(chunks * EventBuffer.ChunkWords * sizeof(ulong), EventBuffer.ChunkWords, null, BufferRetention.Overwrite);
        return new EventReader(buffer, new PerfDataFeed(Open(buffer, Tables, SampleShare.All, withChains, null, null, null), buffer, _tablesGate));
    }

    private RecordPump Open(
        EventBuffer buffer, SessionTables tables, SampleShare share, bool withChains, SampleSums? sums, FrameStandIns? standIns,
        Action<ulong, ulong, uint, string, bool>? kernelSymbol)
    {
        var ids = new EventIdMap();
        for (int i = 0; i < Layouts.Names.Count; i++)
            ids.Add((ulong)i, i);
        bool[] hasGroupValues = new bool[Layouts.Names.Count];
        foreach (var layout in Layouts.All.Where(layout => layout.Index >= 0))
            hasGroupValues[layout.Index] = layout.HasGroupValues;
        var format = new PerfRecordFormat(withChains && Layouts.HasChains, hasGroupValues, HasLostCounts: false, Layouts.IsInherited, IsReplay: true, Layouts.HasCgroups);
        var replay = new RecordReplay(tables, buffer, ids, format, sums, standIns, kernelSymbol, countsState: share.IsFirst);
        return File.Layout.IsBigEndian
            ? new FileRecordPump<BigEndian>(File, Layouts, replay, withChains, share)
            : new FileRecordPump<LittleEndian>(File, Layouts, replay, withChains, share);
    }
}
