using System.Text;
using OProf.Buffers.Mmap;
using OProf.Capture.Sessions.Definitions;

namespace OProf.Capture.Sessions.Publishing;

/// <summary>
/// The opened files of a published session: gives what was published since the last time, definitions before the words
/// that refer to them. For one thread.
/// </summary>
internal sealed class PublishedSource : IDisposable
{
    // Of some 48 KiB each: a writer that is faster than its follower shall not keep the thread for ever.
    private const int MaxRecords = 256;

    // The writer looks several times a second, unless the machine is overloaded.
    private const int LongestWaitMilliseconds = 2000;

    private readonly PublishedFolder _folder;
    private readonly AppendFileReader _session;
    private readonly MmapBuffer _buffer;
    private readonly MmapMapping _mapping;
    private readonly PerfRingFollower _ring;
    private readonly DefinitionUnpacker _ofSession = new();
    private readonly DefinitionUnpacker _ofRing = new();
    private DefinitionUnpacker _ofDefinitions = new();
    private AppendFileReader _definitions;
    private ulong _missedRecords;
    private bool _isAnnounced;

    /// <summary>Opens the files.</summary>
    /// <exception cref="IOException">They are not there, or not what they should be.</exception>
    /// <exception cref="InvalidDataException">The session's description makes no sense.</exception>
    public PublishedSource(PublishedFolder folder)
    {
        _folder = folder;
        _session = new AppendFileReader(folder.Session);
        try
        {
            Description = ReadDescription(_session);
            _buffer = MmapBuffer.Open(folder.Events);
            _mapping = _buffer.Map();
            _ring = new PerfRingFollower(_mapping);
            _definitions = OpenDefinitions();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the session is.</summary>
    public SessionDescription Description { get; }

    /// <summary>Whether nothing more will be published, and all has been read that can be.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Why nothing more is published though the session goes on; null while that is not so.</summary>
    public string? EndedBecause { get; private set; }

    /// <summary>Whether the process that publishes is dead.</summary>
    public bool IsWriterGone => _session.IsWriterGone;

    /// <summary>Records of the ring that were overwritten before they could be read.</summary>
    public ulong MissedRecords => _ring.MissedRecords;

    /// <summary>Bytes of those.</summary>
    public ulong MissedBytes => _ring.MissedBytes;

    /// <summary>
    /// Waits until the writer has seen that this follower is there, and has published what there was by then; or until that is
    /// not to be expected. It writes nothing for nobody.
    /// </summary>
    public void WaitUntilServed()
    {
        long until = Environment.TickCount64 + LongestWaitMilliseconds;
        while (!IsServed() && Environment.TickCount64 < until)
            Thread.Sleep(1);
    }

    /// <summary>Takes what was published since the last time; where that is very much, the first part of it.</summary>
    /// <returns>Whether there was anything.</returns>
    /// <exception cref="IOException">The files are not what they should be.</exception>
    /// <exception cref="InvalidDataException">Their content makes no sense.</exception>
    public bool Drain(FollowedStream stream, NewDefinitions sink)
    {
        Announce();
        _mapping.RequireWhole();
        _definitions.RequireWhole();
        bool wasClosed = _mapping.IsClosed;
        bool any = false;
        for (int i = 0; i < MaxRecords && _ring.TryRead(out var record); i++)
        {
            any = true;
            if (_ring.MissedRecords != _missedRecords)
            {
                _missedRecords = _ring.MissedRecords;
                stream.Skip();
            }

            LoadDefinitions(sink);
            Take(record, stream, sink);
        }

        LoadDefinitions(sink);
        if (wasClosed && !any)
        {
            while (_session.TryRead(out var record))
                Unpack(_ofSession, record, sink);
            IsAtEnd = true;
        }

        return any;
    }

    /// <summary>The description, which comes first in a session's own file.</summary>
    /// <exception cref="IOException">The file is not what it should be.</exception>
    /// <exception cref="InvalidDataException">It does not begin with a description.</exception>
    public static SessionDescription ReadDescription(AppendFileReader file)
    {
        var unpacker = new DefinitionUnpacker();
        while (file.TryRead(out var record))
        {
            var header = PerfRecordHeader.Of(record);
            int padding = header.Misc & PublishedRecord.PaddingMask;
            if (header.Type != PublishedRecord.Description || padding > record.Length - PerfRecordHeader.Length)
                break;
            if (unpacker.TryJoin(header.Type, header.Misc, record[PerfRecordHeader.Length..^padding], out var whole))
                return SessionFields.ReadDescription(whole);
        }

        throw new InvalidDataException("A published session does not begin with its description.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _definitions?.Dispose();
        _mapping?.Dispose();
        _buffer?.Dispose();
        _session.Dispose();
    }

    private void Announce() => _isAnnounced = _isAnnounced || _buffer.TryFollow();

    // Its word can be that of a moment ago, for a follower that has just gone: then the next turn takes what was not there yet.
    private bool IsServed()
    {
        Announce();
        return _isAnnounced && (_mapping.IsServed || _mapping.IsClosed || IsWriterGone);
    }

    private static void Unpack(DefinitionUnpacker unpacker, ReadOnlySpan<byte> record, IDefinitionSink sink)
    {
        var header = PerfRecordHeader.Of(record);
        unpacker.Unpack(header.Type, header.Misc, record[PerfRecordHeader.Length..], sink);
    }

    private void Take(ReadOnlySpan<byte> record, FollowedStream stream, NewDefinitions sink)
    {
        var header = PerfRecordHeader.Of(record);
        var body = record[PerfRecordHeader.Length..];
        if (header.Type == PublishedRecord.Words)
            stream.Take(header.Misc, body);
        else if (header.Type != PublishedRecord.Ended)
            Unpack(_ofRing, record, sink);
        else if (_ofRing.TryJoin(header.Type, header.Misc, body[..^Math.Min(body.Length, header.Misc & PublishedRecord.PaddingMask)], out var reason))
            EndedBecause = Encoding.UTF8.GetString(reason);
    }

    private void LoadDefinitions(NewDefinitions sink)
    {
        while (_definitions.TryRead(out var record))
        {
            if (PerfRecordHeader.Of(record).Type != PublishedRecord.Next)
            {
                Unpack(_ofDefinitions, record, sink);
                continue;
            }

            var next = OpenDefinitions();
            _definitions.Dispose();
            _definitions = next;
            _ofDefinitions = new DefinitionUnpacker();
            sink.Restart();
        }
    }

    // The newest file holds all that is still referred to. It may be replaced while it is opened.
    private AppendFileReader OpenDefinitions()
    {
        const int Tries = 10;
        for (int i = 0; ; i++)
        {
            try
            {
                return new AppendFileReader(_folder.Definitions(_folder.NewestDefinitions));
            }
            catch (MappedFileException e) when (e.Problem == MappedFileProblem.NotFound && i < Tries)
            {
                // A newer one is there by now.
            }
        }
    }
}
