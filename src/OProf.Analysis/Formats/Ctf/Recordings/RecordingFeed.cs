using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;

namespace OProf.Analysis.Formats.Ctf.Recordings;

/// <summary>Puts the events of some streams into an event stream as data records, some at a time.</summary>
internal sealed class RecordingFeed : IEventFeed, IDisposable
{
    private const int EventsAtOnce = 1024;

    private readonly CtfReader _reader;
    private readonly EventStreamWriter _writer;
    private readonly EventSchemas _schemas;
    private readonly TaskRows _rows;
    private readonly Dictionary<StreamLayout, TaskFields> _tasks = [];
    private readonly PayloadWriter _payload = new();
    private bool _hasPending;

    internal RecordingFeed(CtfReader reader, EventBuffer buffer, EventSchemas schemas, TaskRows rows)
    {
        _reader = reader;
        _writer = new EventStreamWriter(buffer);
        _schemas = schemas;
        _rows = rows;
    }

    /// <inheritdoc/>
    public bool Feed()
    {
        if (_writer.Buffer.IsCompleted)
            return false;
        try
        {
            return Feed(EventsAtOnce);
        }
        catch (IOException error)
        {
            Complete();
            throw new InvalidDataException($"The trace cannot be read any more: {error.Message}", error);
        }
    }

    /// <summary>Gives back what the feed holds.</summary>
    public void Dispose() => _reader.Dispose();

    private bool Feed(int count)
    {
        long words = _writer.Buffer.Words;
        int put = 0;
        for (int i = 0; i < count; i++)
        {
            if (!_hasPending && !_reader.Read())
            {
                Complete();
                break;
            }

            // What does not fit beside what the reader has not read yet comes with the next call.
            _hasPending = put++ > 0 && _writer.Buffer.Words - words > EventBuffer.ChunkWords / 4;
            if (_hasPending)
                break;
            Put(_reader.Current);
        }

        return _writer.Buffer.Words != words;
    }

    private void Put(CtfStreamReader reader)
    {
        ulong time = (ulong)Math.Max(0, _reader.Time);
        if (reader.Kind == CtfItemKind.Discarded)
        {
            _writer.Lost(time, reader.Cpu, LossCause.SourceDiscarded, (long)Math.Min(reader.Discarded, int.MaxValue));
            return;
        }

        EventSchemas.Pack(reader, _payload);
        if (_payload.HasOverflowed)
        {
            _writer.Lost(time, reader.Cpu, LossCause.EventLostOverflow, 1);
            return;
        }

        if (!_tasks.TryGetValue(reader.Stream.Layout, out var fields))
            _tasks.Add(reader.Stream.Layout, fields = new TaskFields(reader.Stream.Layout));
        fields.Read(reader, out int processId, out int threadId);
        _writer.Payload(new StreamPayload
        {
            Time = time,
            Cpu = reader.Cpu,
            ProcessId = processId,
            ThreadId = threadId,
            Task = _rows.Find(processId, threadId, fields.Command(reader)),
            Kind = _schemas.KindOf(reader),
            Words = _payload.Words,
        });
    }

    private void Complete()
    {
        _writer.Buffer.Complete();
        _reader.Dispose();
    }
}
