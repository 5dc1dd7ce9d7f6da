using System.Globalization;
using System.Runtime.InteropServices;
using OProf.Buffers.Mmap;
using OProf.Capture.Native;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sync;

namespace OProf.Capture.Sessions.Publishing;

/// <summary>
/// Publishes a session for other processes of the user: its stream in a ring that overwrites what is oldest, its tables in
/// a file that grows. For the sync thread, at the end of each of its rounds; costs it a copy of the round's words while
/// somebody follows, and the question whether anybody does while nobody does.
/// </summary>
/// <remarks>
/// Whoever follows holds a shared lock on the ring's file, which goes with its process (<see cref="MmapBuffer.TryFollow"/>). The
/// first one is given what the session still has, as far as the ring takes it; so is who comes after the session's end.
/// <para>
/// Order of a round: definitions, then the words that refer to them. So whoever has read a record of words, and then all
/// definitions, has what the words refer to.
/// Before the words of each record stands what the stream had said by then (<see cref="EventStreamWriter.NoteEntryPoints"/>):
/// a follower that was overtaken goes on at any. The session's own stream has nothing of that.
/// </para>
/// </remarks>
internal sealed class SessionPublisher : IDisposable
{
    private const ulong StatusNanoseconds = 250_000_000;
    private const int MaxPieceWords = PublishedRecord.MaxBody / sizeof(ulong);
    private const int PieceWords = MaxPieceWords * 4 / 5;
    private const int MaxOutput = 256 * 1024;

    private const long MaxSessionFile = 4 << 20;

    private readonly CaptureSession _session;
    private readonly PublishedFolder _folder;
    private readonly DefinitionFile _file;
    private readonly MmapBuffer _buffer;
    private readonly MmapMapping _mapping;
    private readonly PerfRingWriter _ring;
    private readonly DefinitionPacker _toRing;
    private readonly EventStreamWriter _writer;
    private readonly Queue<StreamEntryPoint> _entryPoints;
    private readonly ulong[] _head = new ulong[1 + EventStreamWriter.MaxStateWords];
    private DefinitionFeed _feed;
    private DefinitionFile _definitions;
    private EventBufferCursor _cursor;
    private SessionState _state;
    private ulong _nextStatus;
    private long _words;
    private bool _isFollowed;
    private bool _isOver;
    private int _isDisposed;

    private SessionPublisher(
        CaptureSession session, EventStreamWriter writer, PublishedFolder folder, DefinitionFile file, DefinitionFile definitions,
        MmapBuffer buffer, MmapMapping mapping)
    {
        _writer = writer;
        _entryPoints = writer.NoteEntryPoints(PieceWords);
        _session = session;
        _folder = folder;
        _file = file;
        _definitions = definitions;
        _buffer = buffer;
        _mapping = mapping;
        _ring = new PerfRingWriter(mapping);
        _toRing = new DefinitionPacker((type, misc, body) => _ring.TryWrite(type, misc, body));
        _feed = new DefinitionFeed(session);
    }

    /// <summary>The folder.</summary>
    public string Path => _folder.Path;

    /// <summary>Begins to publish a session that has begun; its description is published.</summary>
    /// <param name="session">The session.</param>
    /// <param name="writer">The writer of its stream, which has written nothing yet.</param>
    /// <returns>Null where it cannot be published; a notice of the session says why.</returns>
    public static SessionPublisher? Start(CaptureSession session, EventStreamWriter writer)
    {
        try
        {
            return Start(session, writer, RuntimeFolder.Make());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            session.AddNotice("OProfNotPublished", $"Other processes cannot follow this session: {e.Message}");
            return null;
        }
    }

    /// <summary>Whether somebody follows, as the last round saw it.</summary>
    public bool IsFollowed => _isFollowed && !_isOver;

    // What is given to the first follower fits into the ring, with the heads of its records.
    private long MostWords => (long)_mapping.DataSize / sizeof(ulong) * 3 / 4;

    /// <summary>Publishes what the session has added to its stream and tables since the last time, if anybody follows.</summary>
    public void Round() => Round(isLast: false);

    private void Round(bool isLast)
    {
        if (_isOver)
            return;
        try
        {
            bool isFollowed = isLast || _buffer.IsFollowed();
            if (isFollowed && !_isFollowed)
                Begin();
            else if (!isFollowed)
                Rest();
            if (_isFollowed)
            {
                PublishDefinitions();
                PublishWords();
            }

            PublishStatus();
            _mapping.IsServed = _isFollowed;
        }
        catch (MappedFileException e)
        {
            GiveUp(e);
        }
    }

    /// <summary>Publishes the end of the session. What was published stays until this is disposed of.</summary>
    /// <param name="status">The session's state at its end.</param>
    public void Finish(SessionStatus status)
    {
        Round(isLast: true);
        if (_isOver)
            return;
        _isOver = true;
        try
        {
            var packer = _file.Packer;
            _feed.UpdateStatus(ref packer);
            packer.Status(status with { StandardOutput = Cut(status.StandardOutput), StandardError = Cut(status.StandardError) });
            _file.Publish();
        }
        catch (MappedFileException e)
        {
            GiveUp(e);
        }

        _mapping.Close();
    }

    /// <summary>Takes the session's files away. From any thread, once the sync thread is done with this.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        PublishedByThisProcess.Remove(this);
        _ring.Dispose();
        _definitions.Dispose();
        _file.Dispose();
        _mapping.Dispose();
        _buffer.Dispose();
        _folder.Delete();
    }

    /// <summary>Takes the files away as the process ends; nothing is unmapped that the sync thread may still write to.</summary>
    internal void DeleteFiles() => _folder.Delete();

    private static SessionPublisher Start(CaptureSession session, EventStreamWriter writer, string root)
    {
        PublishedFolder.Sweep(root);
        var folder = PublishedFolder.Begin(root, Environment.ProcessId, session.Id);
        DefinitionFile? file = null;
        DefinitionFile? definitions = null;
        MmapBuffer? buffer = null;
        MmapMapping? mapping = null;
        try
        {
            file = new DefinitionFile(folder.Session, MaxSessionFile);
            file.Packer.Describe(SessionDescription.Of(session));
            file.Publish();
            definitions = new DefinitionFile(folder.Definitions(0), session.Options.MaxMemory);
            buffer = MmapBuffer.Create(folder.Events, MmapMode.Overwrite);
            mapping = buffer.Map(MmapSize.Of((int)(session.Options.PublishedSize / MmapSize.Page)));
            folder = folder.Finish();
            var publisher = new SessionPublisher(session, writer, folder, file, definitions, buffer, mapping);
            PublishedByThisProcess.Add(publisher);
            return publisher;
        }
        catch
        {
            file?.Dispose();
            definitions?.Dispose();
            mapping?.Dispose();
            buffer?.Dispose();
            folder.Delete();
            throw;
        }
    }

    private static string? Cut(string? output) => output is { Length: > MaxOutput } ? output[..MaxOutput] : output;

    // What lies further back than what is kept, or than the ring takes, is missed: the next piece says so, as it says everything.
    private void Begin()
    {
        _isFollowed = true;
        _nextStatus = 0;
        if (_feed.HasMissed)
            ReplaceDefinitions();
        var buffer = _session.Buffer;
        lock (buffer.SyncRoot)
        {
            if (_writer.Log is { } log)
                log.IsFollowed = true;
            _writer.SayLogged();
        }

        long first = Math.Max(buffer.FirstWord, buffer.Words - MostWords);
        if (_words < first)
        {
            ForgetEntryPoints(first);
            bool known = _entryPoints.TryPeek(out var place);
            _words = known ? place!.Words : buffer.Words;
            if (!known)
                _writer.NoteEntryPoint();
        }

        _cursor = buffer.At(_words);
    }

    private void Rest()
    {
        _isFollowed = false;
        _cursor.Leave();
        if (_writer.Log is { } log)
            log.IsFollowed = false;
        ForgetEntryPoints(_session.Buffer.Words - MostWords);
    }

    private void ForgetEntryPoints(long before)
    {
        while (_entryPoints.TryPeek(out var place) && place.Words < before)
            _entryPoints.Dequeue();
    }

    private void PublishDefinitions()
    {
        if (_definitions.ShouldBeReplaced(_session.Tables.Bytes))
            ReplaceDefinitions();
        var packer = _definitions.Packer;
        _feed.Update(ref packer);
        _definitions.Publish();
    }

    // A session without end meets ever new call chains, and drops the old ones: its file is begun again with what there is.
    private void ReplaceDefinitions()
    {
        int number = _definitions.Number + 1;
        var next = new DefinitionFile(_folder.Definitions(number), _session.Options.MaxMemory, number);
        _feed = new DefinitionFeed(_session);
        _definitions.EndWithNext();

        // Whoever has the old one open can still read it to its end.
        File.Delete(_folder.Definitions(_definitions.Number));
        _definitions = next;
    }

    private void PublishWords()
    {
        var buffer = _session.Buffer;
        int jumps = _cursor.Jumps;
        while (true)
        {
            var words = buffer.Peek(ref _cursor);
            if (words.IsEmpty)
                break;

            // A round larger than the whole buffer: where it goes on, only the beginnings of chunks are known.
            if (_cursor.Jumps != jumps)
                _entryPoints.Clear();
            bool restates = IsEntryPoint(out var head);
            int length = Math.Min(words.Length, MaxPieceWords);
            if (_entryPoints.TryPeek(out var next))
                length = (int)Math.Min(length, next.Words - _words);
            _ring.TryWrite(
                PublishedRecord.Words, restates ? PublishedRecord.Restates : (ushort)0,
                MemoryMarshal.AsBytes(head), MemoryMarshal.AsBytes(words[..length]));
            _cursor.Skip(length);
            _words += length;
        }

        _words = buffer.Words;
        _entryPoints.Clear();
    }

    // Whether a follower can begin at the cursor; the number of samples before it, and what has been said by then.
    private bool IsEntryPoint(out ReadOnlySpan<ulong> head)
    {
        bool can = _cursor.Word == 0;
        int length = 1;
        _head[0] = can ? (ulong)_cursor.Chunk!.SamplesBefore : 0;
        while (_entryPoints.TryPeek(out var place) && place.Words <= _words)
        {
            _entryPoints.Dequeue();
            if (can || place.Words < _words)
                continue;
            can = true;
            _head[0] = (ulong)place.Samples;
            place.State.CopyTo(_head, 1);
            length += place.State.Length;
        }

        head = _head.AsSpan(0, length);
        return can;
    }

    private void PublishStatus()
    {
        ulong now = (ulong)ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC);
        if (now < _nextStatus && _session.State == _state)
            return;
        _nextStatus = now + StatusNanoseconds;
        _state = _session.State;
        ulong elapsed = (ulong)_session.Elapsed.Ticks * TimeSpan.NanosecondsPerTick;
        _mapping.WriteFields(new PerfPageFields { Offset = _session.SampleCount, TimeEnabled = elapsed, TimeRunning = elapsed });
        if (!_isFollowed)
            return;
        Span<long> counts = stackalloc long[CpuLedger.CountsLength];
        foreach (var cpu in _session.Ledger)
        {
            cpu.CopyTo(counts);
            _toRing.Ledger(cpu.Cpu, counts);
        }

        _toRing.Status(SessionStatus.Of(_session) with { StandardOutput = null, StandardError = null });
    }

    // The session goes on; who follows it is told.
    private void GiveUp(MappedFileException e)
    {
        _isOver = true;
        _writer.StopNoting();
        string reason = string.Create(CultureInfo.InvariantCulture, $"Other processes can no longer follow this session: {e.Message}");
        _session.AddNotice("OProfNotPublished", reason);
        _toRing.Text(PublishedRecord.Ended, reason);
        _mapping.Close();
    }
}
