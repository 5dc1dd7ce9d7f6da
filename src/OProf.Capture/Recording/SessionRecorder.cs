using OProf.Buffers.Storage;
using OProf.Capture.Native;
using OProf.Capture.Recording.Ctf;
using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sync;

namespace OProf.Capture.Recording;

/// <summary>
/// Writes a session to a folder as Common Trace Format, one stream for each CPU and one for the definitions: while it runs,
/// round by round, or all that it holds at once. For one thread, that which writes the session's stream, or one that alone
/// reads a session that does not change.
/// </summary>
/// <remarks>
/// Order of a round: definitions, then the entries that refer to them. The buffers are mapped files, so what a round has
/// put into them outlives the process.
/// </remarks>
internal sealed class SessionRecorder : IDisposable
{
    private const int CpuSubBufferSize = 256 * 1024;
    private const int CpuSubBuffers = 8;
    private const int DefinitionsSubBufferSize = 128 * 1024;
    private const int DefinitionsSubBuffers = 8;
    private const ulong StatusNanoseconds = 1_000_000_000;
    private const ulong FlushNanoseconds = 2_000_000_000;

    private readonly RecordingFolder _folder;
    private readonly Guid _uuid = Guid.NewGuid();
    private readonly RecordingStream _definitionStream;
    private readonly List<RecordingStream> _streams = [];
    private readonly RecordingThread _thread;
    private readonly CpuEventWriter _writer;
    private readonly bool _waitsForRoom;
    private readonly FlushRequests _flushRequests = new();
    private RecordingStream?[] _ofCpus = [];
    private RecordingStream? _ofNoCpu;
    private readonly DefinitionFeed _feed;
    private readonly Session _session;
    private EventStreamWriter? _source;
    private DefinitionWriter _definitions;
    private ulong _nextStatus;
    private ulong _nextFlush;

    private SessionRecorder(Session session, RecordingFolder folder, IReadOnlyList<int> cpus, bool waitsForRoom)
    {
        _session = session;
        _folder = folder;
        _waitsForRoom = waitsForRoom;
        _writer = new CpuEventWriter(session.Tables);
        _feed = new DefinitionFeed(session);
        try
        {
            _definitionStream = new RecordingStream(
                folder, RecordingFolder.DefinitionsName, 0, CtfPacket.DefinitionsStreamClass, _uuid,
                new RingGeometry(DefinitionsSubBufferSize, DefinitionsSubBuffers), isLossy: false, definitions: null);
            foreach (int cpu in cpus)
                AddStream(cpu);
            _thread = new RecordingThread(_streams.Prepend(_definitionStream));
            _definitions = new DefinitionWriter(_definitionStream.Events, _thread.WaitForRoom);
        }
        catch
        {
            DisposeStreams();
            throw;
        }
    }

    /// <summary>The folder.</summary>
    public string Path => _folder.Path;

    /// <summary>Why nothing is written any more; null while all is well.</summary>
    public CaptureException? Failure => _thread.Failure is { } failure ? RecordingErrors.Failed(Path, failure) : null;

    /// <summary>Samples that were written.</summary>
    public long Samples { get; private set; }

    /// <summary>Samples that could not be written.</summary>
    public long LostSamples { get; private set; }

    /// <summary>Hits of markers that could not be written.</summary>
    public long LostHits { get; private set; }

    /// <summary>Bytes in the stream files.</summary>
    public long Length
    {
        get
        {
            long length = _definitionStream.Length;
            foreach (var stream in _streams)
                length += stream.Length;
            return length;
        }
    }

    /// <summary>Makes the folder and its files; nothing of the session is written yet.</summary>
    /// <param name="session">The session.</param>
    /// <param name="path">The folder.</param>
    /// <param name="force">Whether a recording that is there may be deleted.</param>
    /// <param name="cpus">The CPUs that are known now; others get their stream with their first entry.</param>
    /// <param name="waitsForRoom">Whether an entry waits where the disk is slow; else it is lost, and counted.</param>
    /// <exception cref="CaptureException">They cannot be made; nothing is left of them.</exception>
    public static SessionRecorder Create(Session session, string path, bool force, IReadOnlyList<int> cpus, bool waitsForRoom)
    {
        var folder = RecordingFolder.Create(path, force, session);
        try
        {
            return new SessionRecorder(session, folder, cpus, waitsForRoom);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            folder.Undo();
            throw RecordingErrors.NotWritable(folder.Path, e);
        }
    }

    /// <summary>Writes what is known of the session when it begins.</summary>
    /// <exception cref="CaptureException">It cannot be written.</exception>
    public void Begin()
    {
        var description = SessionDescription.Of(_session);
        try
        {
            _folder.WriteMetadata(CtfMetadata.Of(description, _uuid));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RecordingErrors.NotWritable(_folder.Path, e);
        }

        _definitions.Time = Now();
        _definitions.Describe(description);
        _definitions.Status(SessionStatus.Of(_session));
    }

    /// <summary>Has the samples of a session that runs logged where its stream is written.</summary>
    /// <param name="source">What writes it; nothing has been written yet.</param>
    /// <param name="reader">Reads the stream, for <see cref="Round"/>.</param>
    public void Attach(EventStreamWriter source, EventReader reader)
    {
        _source = source;
        source.Log = new SampleLog(source.Buffer.SizeInBytes / 4) { Recorder = reader };
        reader.Pin();
    }

    /// <summary>Writes what has been added to the tables, then the entries that a reader finds.</summary>
    /// <param name="reader">Gives each entry once.</param>
    public void Round(EventReader reader)
    {
        // Once nothing can be written any more the buffers stay as they are, for whoever recovers what they hold.
        bool writes = _thread.Failure is null;
        if (writes)
        {
            ulong now = Now();
            _definitions.Time = now;
            _feed.Update(ref _definitions);
            _definitions.Flush();
            if (now >= _nextStatus)
            {
                _nextStatus = now + StatusNanoseconds;
                _feed.UpdateStatus(ref _definitions);
            }
        }

        TakeAll(reader, writes);
        WakeWhereComplete();
        FlushWhereDue();
    }

    /// <summary>
    /// Writes some of the entries that a reader finds, for a recording whose definitions are written at its end: readers
    /// take all definitions before the first entry.
    /// </summary>
    /// <param name="reader">Gives each entry once.</param>
    /// <param name="most">How many entries to take at most.</param>
    /// <param name="until">Time of the youngest entry to take.</param>
    /// <returns>False where there are no more.</returns>
    public bool Copy(EventReader reader, int most, ulong until)
    {
        for (int i = 0; i < most; i++)
        {
            if (!reader.TryRead(out var entry) || entry.Time > until)
                return false;
            Take(entry, writes: true);
        }

        WakeWhereComplete();
        return true;
    }

    /// <summary>Writes the definitions of what <see cref="Copy"/> has written, and the end.</summary>
    /// <param name="status">The state to note.</param>
    public void FinishSnapshot(SessionStatus status)
    {
        _definitions.Time = Now();
        _feed.Update(ref _definitions);
        _definitions.Flush();
        long tooLarge = _streams.Sum(stream => stream.Events.TooLarge);
        if (tooLarge > 0)
            _definitions.Notice(new SessionNotice("OProfRecordingTooLarge", FormattableString.Invariant($"{tooLarge} records are larger than a packet of {CpuSubBufferSize >> 10} KiB, and were left out.")));
        Close(status);
    }

    /// <summary>
    /// Has all that was written by now put into the stream files, and waits for it. From any thread; takes as long as a
    /// round.
    /// </summary>
    /// <param name="wake">Has the next round come soon.</param>
    public void WaitForFlush(Action wake) => _flushRequests.Wait(wake);

    /// <summary>Writes the last entries and the end of the session, and puts everything into the stream files.</summary>
    /// <param name="reader">Gives each entry once.</param>
    /// <param name="status">The session's state at its end.</param>
    public void Finish(EventReader reader, SessionStatus status)
    {
        Round(reader);
        Close(status);
    }

    /// <summary>Deletes what was made, where the session did not come about.</summary>
    public void Undo()
    {
        Dispose();
        _folder.Undo();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_flushRequests.Close())
            return;
        _thread.Finish();
        _thread.Dispose();
        DisposeStreams();
    }

    private static ulong Now() => (ulong)ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC);

    private void Close(SessionStatus status)
    {
        if (_thread.Failure is null)
        {
            _feed.UpdateStatus(ref _definitions);
            _definitions.Status(status);
        }

        Flush();
        _thread.Finish();
        if (_thread.Failure is null)
            _folder.DeleteBuffers();
    }

    private void TakeAll(EventReader reader, bool writes)
    {
        if (_source?.Log is { } log)
        {
            lock (_source.Buffer.SyncRoot)
                TakeAll(_source, log, reader, writes);
            return;
        }

        while (reader.TryRead(out var entry))
            Take(entry, writes);
    }

    // Somebody who opens a reader at this moment has words made, and waits.
    private void TakeAll(EventStreamWriter source, SampleLog log, EventReader reader, bool writes)
    {
        if (reader.IsAllIn(log))
        {
            Write(log.First, writes);
            Write(log.Rest, writes);
            log.Take();
            reader.SkipToEnd(source);
            return;
        }

        source.SayLogged();
        while (reader.TryRead(out var entry))
            Take(entry, writes);
        log.Take();
        reader.Pin();
    }

    private void Write(ReadOnlySpan<LoggedSample> samples, bool writes)
    {
        foreach (ref readonly var sample in samples)
            Count(writes && Write(sample), sample.Cpu, isSample: true);
    }

    private void Take(in StreamEvent entry, bool writes)
    {
        if (!CpuEventWriter.IsWritten(entry.Kind))
            return;
        bool written = writes && Write(entry);
        if (entry.Kind is EventKind.Sample or EventKind.Data)
            Count(written, entry.Cpu, entry.Kind == EventKind.Sample);
    }

    private void Count(bool written, int cpu, bool isSample)
    {
        if (written)
        {
            Samples += isSample ? 1 : 0;
            return;
        }

        LostSamples += isSample ? 1 : 0;
        LostHits += isSample ? 0 : 1;
        _session.LedgerOf(cpu).Undeliver(LossCause.RecordingOverflow);
    }

    // For a session that runs: what does not fit is lost.
    private bool Write(in LoggedSample sample) => _writer.Write(StreamOf(sample.Cpu).Events, sample);

    private bool Write(in StreamEvent entry)
    {
        var stream = StreamOf(entry.Cpu < 0 && _ofNoCpu is null ? 0 : entry.Cpu);
        long tooLarge = stream.Events.TooLarge;
        while (!_writer.Write(stream.Events, entry))
        {
            if (!_waitsForRoom || stream.Events.TooLarge != tooLarge || !_thread.WaitForRoom())
                return false;
        }

        return true;
    }

    private RecordingStream StreamOf(int cpu) =>
        cpu < 0 ? _ofNoCpu! : (uint)cpu < (uint)_ofCpus.Length && _ofCpus[cpu] is { } stream ? stream : AddLater(cpu);

    // A CPU that came while the session ran.
    private RecordingStream AddLater(int cpu)
    {
        var stream = AddStream(cpu);
        _thread.Add(stream);
        return stream;
    }

    private RecordingStream AddStream(int cpu)
    {
        var stream = new RecordingStream(
            _folder, RecordingFolder.NameOf(cpu), cpu, CtfPacket.CpuStreamClass, _uuid,
            new RingGeometry(CpuSubBufferSize, CpuSubBuffers), isLossy: !_waitsForRoom, _definitionStream);
        _streams.Add(stream);
        if (cpu < 0)
            return _ofNoCpu = stream;
        if (cpu >= _ofCpus.Length)
            Array.Resize(ref _ofCpus, cpu + 1);
        _ofCpus[cpu] = stream;
        return stream;
    }

    // At 10 kHz a CPU completes a packet a second. To wake the thread for nothing costs more than all else of a round.
    private void WakeWhereComplete()
    {
        bool any = _definitionStream.TakeComplete();
        foreach (var stream in _streams)
            any |= stream.TakeComplete();
        if (any)
            _thread.Wake();
    }

    private void FlushWhereDue()
    {
        ulong now = Now();
        var requests = _flushRequests.Take();
        if (requests.Count == 0 && now < _nextFlush)
            return;
        _nextFlush = now + FlushNanoseconds;
        try
        {
            Flush();
            if (requests.Count > 0)
                _thread.WaitForRoom();
        }
        finally
        {
            FlushRequests.Answer(requests);
        }
    }

    private void Flush()
    {
        _definitionStream.Events.Flush();
        foreach (var stream in _streams)
            stream.Events.Flush();
        _thread.Wake();
    }

    private void DisposeStreams()
    {
        _definitionStream?.Dispose();
        foreach (var stream in _streams)
            stream.Dispose();
    }
}
