using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Capture.Recording.Ctf;
using OProf.Capture.Sync;
using CtfStream = OProf.Analysis.Formats.Ctf.Reading.CtfStream;

namespace OProf.Analysis.Formats.Ctf.Sessions;

/// <summary>Puts the events of a recording's CPU streams back into words, in the order of their time, as a reader needs them.</summary>
/// <remarks>
/// Only what a session wrote is there; the switches between the entries follow from them, and are the same as those that the
/// session itself said.
/// </remarks>
internal sealed class RecordingFeed : IEventFeed
{
    // A record has half a chunk at the most, and the buffer has two chunks: so nothing is dropped before it has been read.
    private const long WordsAtOnce = EventBuffer.ChunkWords / 4;

    private readonly CtfReader _reader;
    private readonly SessionTables _tables;
    private readonly EventBuffer _buffer;
    private readonly EventStreamWriter _writer;
    private readonly Action<long> _damaged;
    private readonly ulong[] _fields = new ulong[12];
    private ulong[] _words = [];
    private long _undefined;
    private bool _isOver;

    private RecordingFeed(CtfReader reader, SessionTables tables, EventBuffer buffer, Action<long> damaged)
    {
        _reader = reader;
        _tables = tables;
        _buffer = buffer;
        _writer = new EventStreamWriter(buffer);
        _damaged = damaged;
    }

    /// <summary>A reader of all entries.</summary>
    /// <param name="streams">The streams of the CPUs.</param>
    /// <param name="tables">What has been defined.</param>
    /// <param name="damaged">Is told at the end how many samples referred to what is not defined.</param>
    public static EventReader Open(IReadOnlyList<CtfStream> streams, SessionTables tables, Action<long> damaged)
    {
        var buffer = new EventBuffer(0, EventBuffer.ChunkWords, null, BufferRetention.Overwrite);
        return new EventReader(buffer, new RecordingFeed(new CtfReader(streams), tables, buffer, damaged));
    }

    /// <inheritdoc/>
    public bool Feed()
    {
        if (_isOver)
            return false;
        long enough = _buffer.Words + WordsAtOnce;
        while (_buffer.Words < enough)
        {
            if (!_reader.Read())
            {
                _isOver = true;
                _reader.Dispose();
                _damaged(_undefined);
                _buffer.Complete();
                return true;
            }

            Take(_reader.Current);
        }

        return true;
    }

    private void Take(CtfStreamReader stream)
    {
        if (stream.Kind == CtfItemKind.Discarded)
        {
            _writer.Lost((ulong)stream.Time, stream.Cpu, LossCause.RecordingOverflow, (long)Math.Min(stream.Discarded, long.MaxValue));
            return;
        }

        int integers = stream.Payload.CopyIntegers(_fields);
        switch ((CpuEventId)stream.EventClass!.Id)
        {
            case CpuEventId.Sample when integers >= 4:
                Sample(stream);
                break;
            case CpuEventId.SampleInFull when integers >= 12:
                SampleInFull(stream);
                break;
            case CpuEventId.Lost when integers >= 3:
                _writer.Lost(_fields[0], stream.Cpu, (LossCause)_fields[1], (long)_fields[2]);
                break;
            case CpuEventId.Data when integers >= 9:
                Data(stream);
                break;
            case CpuEventId.ModuleLoaded:
                _writer.ModuleLoaded();
                break;
            default:
                _undefined++;
                break;
        }
    }

    private void Sample(CtfStreamReader stream)
    {
        int row = (int)_fields[0];
        int chain = (int)_fields[1];
        if ((uint)row >= (uint)_tables.Tasks.Count || (uint)chain >= (uint)_tables.Stacks.Count)
        {
            _undefined++;
            return;
        }

        var task = _tables.Tasks[row];
        var frame = _tables.Stacks.Frame(_tables.Stacks.FrameOf(chain));
        _writer.Sample(new StreamSample
        {
            Time = (ulong)stream.Time,
            Cpu = stream.Cpu,
            Mode = frame.Mode,
            Task = row,
            ProcessId = task.ProcessId,
            ThreadId = task.ThreadId,
            ExecutableCookie = task.ExecutableCookie,
            Cookie = frame.Cookie,
            Offset = frame.Offset,
            Period = _fields[2],
            Event = (int)_fields[3],
            Stack = chain,
        });
    }

    private void SampleInFull(CtfStreamReader stream)
    {
        int row = (int)_fields[1];
        int chain = (int)_fields[8];
        if (row >= _tables.Tasks.Count || row < -1 || (uint)chain >= (uint)_tables.Stacks.Count)
        {
            _undefined++;
            return;
        }

        _writer.Sample(new StreamSample
        {
            Time = _fields[0],
            Cpu = stream.Cpu,
            Task = row,
            ProcessId = (int)_fields[2],
            ThreadId = (int)_fields[3],
            ExecutableCookie = _fields[4],
            Mode = (ProcessorMode)_fields[5],
            Cookie = _fields[6],
            Offset = _fields[7],
            Stack = chain,
            Period = _fields[9],
            Event = (int)_fields[10],
            Values = Words(stream.Payload, 12),
        });
    }

    private void Data(CtfStreamReader stream)
    {
        var words = Words(stream.Payload, 9);
        if (_fields[5] < EventCode.FirstSchema)
        {
            _writer.Data(_fields[0], _fields[5], _fields[6], _fields[7], words);
            return;
        }

        _writer.Payload(new StreamPayload
        {
            Time = _fields[0],
            Cpu = stream.Cpu,
            Task = (int)_fields[1],
            ProcessId = (int)_fields[2],
            ThreadId = (int)_fields[3],
            ExecutableCookie = _fields[4],
            Kind = _fields[5],
            Words = words,
        });
    }

    private ReadOnlySpan<ulong> Words(CtfFields fields, int index)
    {
        int length = (int)Math.Min(fields.GetLength(index), EventBuffer.MaxRecordWords);
        if (length > _words.Length)
            _words = new ulong[length];
        _ = fields.GetIntegers(index, _words.AsSpan(0, length));
        return _words.AsSpan(0, length);
    }
}
