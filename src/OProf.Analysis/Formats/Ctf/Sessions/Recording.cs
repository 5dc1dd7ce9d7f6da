using System.Globalization;
using OProf.Analysis.Formats.Ctf.Metadata;
using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Capture.Recording;
using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sync;
using CtfPacket = OProf.Analysis.Formats.Ctf.Reading.CtfPacket;

namespace OProf.Analysis.Formats.Ctf.Sessions;

/// <summary>Opens the folder that a session was recorded to as a session again.</summary>
public static class Recording
{
    private const int EventsBetweenLooks = 4096;

    /// <summary>Whether a folder is a recording of OProf; false for other traces, and for what is no trace.</summary>
    public static bool IsRecording(string path)
    {
        if (!CtfTrace.IsTrace(path))
            return false;
        try
        {
            using var trace = CtfTrace.Open(path, new CtfPacketSource("none", EmptySource.Instance));
            return RecordingFormat.IsRecording(trace.Metadata);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Opens a recording. Its entries stay in the files, and are read whenever a reader is opened.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="recover">Whether to read what lies in the buffers of a capture that was cut off.</param>
    /// <exception cref="TsdlException">The metadata is none of CTF 1.8.</exception>
    /// <exception cref="CtfFormatException">The folder is no recording, or not of this version.</exception>
    /// <exception cref="InvalidDataException">Its definitions contradict each other, or a buffer is not what it should be.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    public static RecordedSession Open(string path, bool recover) => Open(path, new ImportOptions { Recover = recover });

    /// <summary>As <see cref="Open(string, bool)"/>, with a name, progress, and an end ahead of time.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">How.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static RecordedSession Open(string path, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Open(path, options, isRunning: false);
    }

    /// <summary>Opens what a session that runs has written up to now: it has no end yet, and need not say so.</summary>
    internal static RecordedSession OpenRunning(string path) => Open(path, new ImportOptions(), isRunning: true);

    private static RecordedSession Open(string path, ImportOptions options, bool isRunning)
    {
        path = Path.GetFullPath(path);
        var recovered = options.Recover ? Recover(path) : [];
        var trace = CtfTrace.Open(path, recovered);
        try
        {
            return Load(trace, recovered, options, isRunning);
        }
        catch
        {
            trace.Dispose();
            throw;
        }
    }

    private static RecordedSession Load(CtfTrace trace, List<CtfPacketSource> recovered, ImportOptions options, bool isRunning)
    {
        RecordingFormat.Check(trace);
        var cpus = trace.Streams.Where(stream => stream.Class.Id == CtfPacketClass.Cpu).ToList();
        var stream = trace.Streams.FirstOrDefault(stream => stream.Class.Id == CtfPacketClass.Definitions)
            ?? throw Missing(trace, options.Recover);
        using var definitions = new RecordingDefinitions(stream);
        var description = definitions.ReadDescription() ?? throw Missing(trace, options.Recover);
        RecordedSession? session = null;
        session = new RecordedSession(
            description with { Name = options.Name ?? description.Name }, trace.Path,
            () => RecordingFeed.Open(cpus, session!.Tables, undefined => SayDamage(session, trace, undefined)));
        definitions.ReadAll(session.Definitions, options.Cancellation);

        // The heads of all packets: a file that was cut or altered is found out now, and not when somebody reads that far.
        ulong end = 0;
        foreach (var packet in cpus.SelectMany(cpu => cpu.ReadPackets()))
        {
            options.Cancellation.ThrowIfCancellationRequested();
            end = Math.Max(end, packet.TimeEnd ?? 0);
        }

        SayDamage(session, trace, 0);
        bool isCutOff = session.LastStatus.State is not (SessionState.Stopped or SessionState.Failed);
        bool hasBuffers = Directory.Exists(Path.Combine(trace.Path, RecordingFolder.BuffersName));
        session.Complete(
            isRunning ? null : NoticeOf(trace.Path, recovered, isCutOff, hasBuffers, options.Recover),
            isCutOff || recovered.Count > 0 ? Counted(session, end, options) : null);
        return session;
    }

    private static SessionNotice? NoticeOf(string path, List<CtfPacketSource> recovered, bool isCutOff, bool hasBuffers, bool recover)
    {
        long cutOff = recovered.Sum(packets => ((RecoveredPackets)packets.Bytes).CutOff);
        string lost = cutOff == 0
            ? "nothing that was committed is missing"
            : string.Create(CultureInfo.InvariantCulture, $"{cutOff} bytes of events that were being written are cut off");
        return (isCutOff, hasBuffers, recover) switch
        {
            (_, true, true) => new SessionNotice(
                "OProfRecordingRecovered",
                $"The capture in '{path}' was cut off; what lay in its buffers was read as well, and {lost}. What the kernel held then and the capture had not taken yet, mostly up to a second, is gone and not counted. Counts of records other than samples are those of its last second."),
            (_, true, false) => new SessionNotice(
                "OProfRecordingInterrupted",
                $"The capture in '{path}' was cut off or still runs, and what lies in its buffers was not read: Import-OProfCapture -Recover reads that, too."),
            (true, false, _) => new SessionNotice(
                "OProfRecordingIncomplete", $"The recording in '{path}' has no end and no buffers: its last part is missing."),
            _ => null,
        };
    }

    // What the capture said last is older than its end; the samples themselves tell how many there are.
    private static SessionStatus Counted(RecordedSession session, ulong end, ImportOptions options)
    {
        var delivered = new Dictionary<int, long>();
        long samples = 0;
        ulong first = 0;
        ulong last = 0;
        var reader = session.OpenReader();
        for (int number = 1; reader.TryRead(out var entry); number++)
        {
            if (number % EventsBetweenLooks == 0)
            {
                options.Cancellation.ThrowIfCancellationRequested();
                options.Progress?.Report(PartOf(session.StartTimestamp, entry.Time, end));
            }

            if (entry.Kind is EventKind.Sample or EventKind.Data)
                delivered[Math.Max(entry.Cpu, 0)] = delivered.GetValueOrDefault(Math.Max(entry.Cpu, 0)) + 1;
            if (entry.Kind != EventKind.Sample)
                continue;
            samples++;
            first = first == 0 ? entry.Time : first;
            last = Math.Max(last, entry.Time);
        }

        session.SetDelivered(delivered);
        var elapsed = TimeSpan.FromTicks((long)(last - Math.Min(last, session.StartTimestamp)) / TimeSpan.NanosecondsPerTick);
        return session.LastStatus with
        {
            Samples = samples,
            FirstSampleTimestamp = first,
            Elapsed = elapsed > session.LastStatus.Elapsed ? elapsed : session.LastStatus.Elapsed,
        };
    }

    private static double PartOf(ulong first, ulong time, ulong last) =>
        last <= first || time <= first ? 0 : Math.Min(1, (time - first) / (double)(last - first));

    private static void SayDamage(RecordedSession? session, CtfTrace trace, long undefined)
    {
        foreach (var diagnostic in trace.Diagnostics.Kept)
            session?.AddNotice("OProfRecordingDamaged", $"{diagnostic.Message} ({diagnostic.Id})");
        if (undefined > 0)
        {
            session?.AddNotice(
                "OProfRecordingDamaged",
                string.Create(CultureInfo.InvariantCulture, $"{undefined} events of '{trace.Path}' refer to what is not defined there, and were left out."));
        }
    }

    // The packets in the buffers that are not whole in the stream files.
    private static List<CtfPacketSource> Recover(string path)
    {
        string buffers = Path.Combine(path, RecordingFolder.BuffersName);
        if (!Directory.Exists(buffers))
            return [];
        using var trace = CtfTrace.Open(path, new CtfPacketSource("none", EmptySource.Instance));
        RecordingFormat.Check(trace);
        var sources = new List<CtfPacketSource>();
        foreach (string file in Directory.EnumerateFiles(buffers).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(file);
            if (name != RecordingFolder.DefinitionsName && !RecordingFolder.IsOfCpu(name))
                continue;
            CtfPacket? last = null;
            foreach (var packet in trace.Streams.FirstOrDefault(stream => stream.Name == name)?.ReadPackets() ?? [])
            {
                if (!packet.IsTruncated)
                    last = packet;
            }

            ulong length = last is null ? 0 : last.Offset + (last.Size / 8);
            sources.Add(new CtfPacketSource(name, RecoveredPackets.Open(file, trace.Metadata.Uuid, last?.SequenceNumber + 1 ?? 0)) { After = length });
        }

        return sources;
    }

    private static CtfFormatException Missing(CtfTrace trace, bool recover) => new(
        Path.Combine(trace.Path, RecordingFolder.DefinitionsName), 0, "the description of a session",
        recover ? "none" : "none; -Recover may find it in the buffers");
}
