using OProf.Analysis.Formats.PerfData.Files;
using OProf.Analysis.Profiles;
using OProf.Analysis.Symbols;
using OProf.Capture.Environments;
using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sources.PerfEvents.Abi;

namespace OProf.Analysis.Formats.PerfData;

/// <summary>
/// Opens a file that <c>perf record</c> wrote, as a session. Its records go the way of live ones. Times are those of the file:
/// of the clock that perf was told (<c>-k</c>), else of perf's own, which is near CLOCK_MONOTONIC and not the same.
/// </summary>
public static class PerfDataRecording
{
    /// <summary>Whether a file is one of perf's, by its first bytes.</summary>
    /// <param name="path">A file.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    public static bool IsPerfData(string path)
    {
        Span<byte> head = stackalloc byte[8];
        using var file = File.OpenHandle(path, options: FileOptions.None);
        return RandomAccess.Read(file, head, 0) == head.Length && PerfLayout.IsPerfData(head);
    }

    /// <summary>
    /// Opens a file. All of it is read once, to know its tasks, files and counts; memory does not depend on its size.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How; there is nothing to recover in such files: what is whole is read.</param>
    /// <exception cref="PerfDataFormatException">It is no such file, or its header makes no sense.</exception>
    /// <exception cref="DllNotFoundException">Its records are compressed, and libzstd is not installed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static RecordedSession Open(string path, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        path = Path.GetFullPath(path);
        var file = PerfDataFile.Open(path, options.Cancellation);
        try
        {
            return Open(path, new PerfDataSource(file), options);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static RecordedSession Open(string path, PerfDataSource source, ImportOptions options)
    {
        var symbols = new List<KernelSymbol>();
        var symbolizer = options.WithChains && options.NamesSuffice ? new Symbolizer() : null;
        var scan = PerfDataScan.Run(source, options, symbolizer, (time, address, length, name, isRegistered) =>
        {
            if (symbols.Count <= ushort.MaxValue)
                symbols.Add(new KernelSymbol(time, address, length, name, isRegistered));
        });
        int cpus = scan.Ledgers.Count;
        var session = new RecordedSession(
            Describe(path, source, scan, options.Name), path, () => source.OpenReader(cpus, withChains: true), source.Tables)
        {
            KeptBytes = scan.Sums.Bytes,
            Sums = scan.Sums.IsWhole ? scan.Sums : null,
            SumsHaveChains = options.WithChains || !source.Layouts.HasChains,
            ReaderWithoutChains = () => source.OpenReader(cpus, withChains: false),
            Properties = source.File.Contents.Properties,
        };
        foreach (var symbol in symbols)
            session.Definitions.KernelSymbol(symbol);
        foreach (var ledger in scan.Ledgers)
        {
            long[] counts = new long[Capture.Sync.CpuLedger.CountsLength];
            ledger.CopyTo(counts);
            session.Definitions.Ledger(ledger.Cpu, counts);
        }

        PerfDataNotices.Say(session, source.File, scan);
        bool isWhole = source.File.Layout.Missing is null && scan.Findings.Damage is null;
        session.Complete(null, new SessionStatus
        {
            State = isWhole ? SessionState.Stopped : SessionState.Failed,
            EndReason = isWhole ? EndReason.Stopped : EndReason.Interrupted,
            Elapsed = ElapsedOf(scan),
            Samples = scan.Samples,
            FirstSampleTimestamp = scan.FirstSampleTime,
        });
        if (symbolizer is not null)
            SampleResolver.Give(session, symbolizer, scan.HasNamelessCode);
        return session;
    }

    private static SessionDescription Describe(string path, PerfDataSource source, PerfDataScan scan, string? name)
    {
        var contents = source.File.Contents;
        var first = contents.Events[0].Attr;
        bool isFrequency = first.Has(PerfEventAttrFlags.Freq);
        return new SessionDescription
        {
            Name = name ?? Path.GetFileName(path),
            Target = contents.CommandLine.Count > 0 ? string.Join(' ', contents.CommandLine) : "perf.data",
            Events = source.Layouts.Names,
            Groups = [.. source.Layouts.Names.Select((_, index) => scan.Findings.Groups.GetValueOrDefault(index) ?? [])],
            Cpus = [.. scan.Ledgers.Select(ledger => ledger.Cpu)],
            StartTime = StartOf(path, contents, scan),
            StartTimestamp = scan.FirstSampleTime,
            Frequency = isFrequency ? (int)Math.Min(first.SamplePeriod, int.MaxValue) : null,
            Period = isFrequency ? null : (long)Math.Min(first.SamplePeriod, long.MaxValue),
            CallGraph = source.Layouts.HasChains ? CallGraphMode.FramePointer : CallGraphMode.None,
            HostName = contents.HostName,
            KernelRelease = contents.Release,
            Architecture = contents.Architecture,
            BootId = RecordedBoot.IsThisOne(path, contents, scan.Findings.Kernel) ? KernelFacts.BootId : "",
        };
    }

    private static TimeSpan ElapsedOf(PerfDataScan scan)
    {
        ulong first = scan.FirstSampleTime;
        return scan.Latest > first && first > 0 ? TimeSpan.FromMicroseconds((scan.Latest - first) / 1000.0) : TimeSpan.Zero;
    }

    // The file says when its clock showed what, where perf was told a clock; else perf wrote its last byte when it ended.
    private static DateTimeOffset StartOf(string path, PerfContents contents, PerfDataScan scan)
    {
        if (contents.WallTime == 0)
            return new DateTimeOffset(File.GetLastWriteTimeUtc(path)) - ElapsedOf(scan);
        long nanoseconds = unchecked((long)(contents.WallTime + scan.FirstSampleTime - contents.ClockTime));
        return nanoseconds > 0 ? DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100) : DateTimeOffset.UnixEpoch;
    }
}
