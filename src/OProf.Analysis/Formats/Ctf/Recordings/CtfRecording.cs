using OProf.Analysis.Formats.Ctf.Metadata;
using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.Ctf.Recordings;

/// <summary>
/// Opens traces of any tracer, such as LTTng, as a session: each event is a data record with named fields, on the trace's
/// own clock (LTTng's is CLOCK_MONOTONIC; where traces have several clocks, wall time).
/// </summary>
public static class CtfRecording
{
    private const int MaxNotices = 20;

    // One chunk that is read while the next one is filled.
    private const long FeedBytes = 2L * EventBuffer.ChunkWords * sizeof(ulong);

    /// <summary>
    /// Opens the traces in a folder and below. All of them are read once, to count what there is; memory does not depend on
    /// their size.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="TsdlException">The metadata of the only trace is none of CTF 1.8.</exception>
    /// <exception cref="CtfFormatException">There is no trace, or the only one cannot be read.</exception>
    /// <exception cref="IOException">The folder or a file is not there or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    public static RecordedSession Open(string path) => Open(path, new ImportOptions());

    /// <summary>As <see cref="Open(string)"/>, with a name, progress, and an end ahead of time.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">How; there is nothing to recover in such traces.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static RecordedSession Open(string path, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folder = CtfTraceFolder.Open(path);
        try
        {
            return Open(folder, options);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static RecordedSession Open(CtfTraceFolder folder, ImportOptions options)
    {
        CtfStream[] streams = [.. folder.Traces.SelectMany(trace => trace.Streams)];
        var times = new StreamTimes(streams);
        var scan = new RecordingScan(options, streams.Sum(stream => stream.Length));
        for (int i = 0; i < streams.Length; i++)
            scan.Count(streams[i], i, times);
        EventSchemas? schemas = null;
        var session = new RecordedSession(Describe(folder, times, scan, options.Name), folder.Path, () =>
        {
            var buffer = new EventBuffer(FeedBytes, EventBuffer.ChunkWords, null, BufferRetention.Overwrite);
            return new EventReader(buffer, new RecordingFeed(new CtfReader(streams), buffer, schemas!, scan.Tasks));
        });
        schemas = new EventSchemas(folder.Traces, session.Tables.Schemas);
        scan.Tasks.Define(session.Definitions);
        foreach (var (cpu, counts) in scan.Counts)
            session.Definitions.Ledger(cpu, counts);
        Say(folder, scan, session.Definitions);
        session.Complete(null, new SessionStatus
        {
            State = SessionState.Stopped,
            EndReason = EndReason.Stopped,
            Elapsed = scan.First <= scan.Last ? TimeSpan.FromMicroseconds((scan.Last - (double)scan.First) / 1000) : TimeSpan.Zero,
        });
        return session;
    }

    private static SessionDescription Describe(CtfTraceFolder folder, StreamTimes times, RecordingScan scan, string? name)
    {
        long start = scan.First <= scan.Last ? Math.Max(0, scan.First) : 0;
        return new SessionDescription
        {
            Name = name ?? Environment(folder, "trace_name") ?? System.IO.Path.GetFileName(System.IO.Path.GetFullPath(folder.Path).TrimEnd('/')),
            Target = TargetOf(folder),
            Events = [.. scan.EventNames],
            Groups = [],
            Cpus = [.. scan.Counts.Keys],
            StartTime = Wall(times.Epoch, start),
            StartTimestamp = (ulong)start,
            HostName = Environment(folder, "hostname") ?? "",
            KernelRelease = Environment(folder, "kernel_release") ?? "",

            // LTTng gives its clock the kernel's boot id.
            BootId = times is { AreWallTimes: false, Clock: { Name: "monotonic", Uuid: { } boot } } ? boot.ToString() : "",
        };
    }

    private static string TargetOf(CtfTraceFolder folder)
    {
        var tracers = folder.Traces.Select(trace => trace.Metadata.FindEnvironment("tracer_name")?.ToString()).Where(name => name is not null).Distinct();
        string names = string.Join(", ", tracers);
        return names.Length == 0 ? "trace" : $"trace of {names}";
    }

    private static string? Environment(CtfTraceFolder folder, string name) =>
        folder.Traces.Select(trace => trace.Metadata.FindEnvironment(name)?.Text).FirstOrDefault(text => !string.IsNullOrEmpty(text));

    private static DateTimeOffset Wall(long epoch, long time)
    {
        long ticks = (epoch / 100) + (time / 100);
        return ticks >= 0 && ticks < (DateTime.MaxValue - DateTime.UnixEpoch).Ticks ? DateTimeOffset.UnixEpoch.AddTicks(ticks) : DateTimeOffset.UnixEpoch;
    }

    private static void Say(CtfTraceFolder folder, RecordingScan scan, IDefinitionSink sink)
    {
        CtfDiagnostics[] all = [folder.Diagnostics, .. folder.Traces.Select(trace => trace.Diagnostics)];
        var damage = all.SelectMany(diagnostics => diagnostics.Kept).Where(diagnostic => diagnostic.Id != CtfDiagnosticId.PacketsMissing).ToList();
        foreach (var diagnostic in damage.Take(MaxNotices))
            sink.Notice(new SessionNotice("OProfTraceDamaged", $"Part of the trace was left out. {diagnostic.Message}"));
        if (damage.Count > MaxNotices)
            sink.Notice(new SessionNotice("OProfTraceDamaged", $"At {damage.Count - MaxNotices} more places, or more still, parts of the trace were left out."));
        if (scan.MissingPackets > 0)
        {
            sink.Notice(new SessionNotice(
                "OProfTracePacketsMissing", $"{scan.MissingPackets} packets are missing from the trace's streams; how many events they held is not known."));
        }
    }
}
