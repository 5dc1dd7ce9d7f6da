using System.Buffers.Binary;
using OProf.Capture.Sync;

namespace OProf.Capture.Recording.Ctf;

/// <summary>Puts the entries of a session's stream into the streams of a recording. For one thread.</summary>
internal sealed class CpuEventWriter
{
    private const int SampleLength = 4 + 4 + 8 + 2;
    private const int SampleInFullLength = 8 + 4 + 4 + 4 + 8 + 1 + 8 + 8 + 4 + 8 + 2 + 2;
    private const int LostLength = 8 + 1 + 8;
    private const int DataLength = 8 + 4 + 4 + 4 + 8 + 8 + 8 + 8 + 4;

    private readonly SessionTables _tables;
    private ulong _last;
    private CtfStream? _lastStream;

    /// <summary>Writes entries that refer to certain tables.</summary>
    public CpuEventWriter(SessionTables tables) => _tables = tables;

    /// <summary>Whether an entry is written at all: the switches between entries follow from the entries.</summary>
    public static bool IsWritten(EventKind kind) =>
        kind is EventKind.Sample or EventKind.Lost or EventKind.Data or EventKind.ModuleLoaded;

    /// <summary>Writes an entry to the stream of its CPU.</summary>
    /// <returns>False where it did not fit.</returns>
    public bool Write(CtfStream stream, in StreamEvent entry)
    {
        ulong time = TimeOf(stream, entry.Time);
        bool written = entry.Kind switch
        {
            EventKind.Sample when time == entry.Time && FollowsFromTables(entry) =>
                Sample(stream, time, entry.Task, entry.Stack, entry.Period, entry.Event),
            EventKind.Sample => SampleInFull(stream, time, entry),
            EventKind.Lost => Lost(stream, time, entry),
            EventKind.Data => Data(stream, time, entry),
            EventKind.ModuleLoaded => ModuleLoaded(stream, time),
            _ => true,
        };
        return written && Note(stream, time);
    }

    /// <summary>Writes a sample as <see cref="Write(CtfStream, in StreamEvent)"/> writes the entry that it is.</summary>
    /// <returns>False where it did not fit.</returns>
    public bool Write(CtfStream stream, in LoggedSample sample)
    {
        if (!sample.FollowsFromTables || TimeOf(stream, sample.Time) != sample.Time)
            return Write(stream, sample.ToEvent());
        return Sample(stream, sample.Time, sample.Task, sample.Stack, sample.Period, sample.Event) && Note(stream, sample.Time);
    }

    // Readers merge the streams by time: so that they find the entries in the order in which they are written here, one
    // that came late, or at the same nanosecond as another CPU's, is put behind that. It keeps its own time in its body.
    private ulong TimeOf(CtfStream stream, ulong time) => Math.Max(time, ReferenceEquals(stream, _lastStream) ? _last : _last + 1);

    private bool Note(CtfStream stream, ulong time)
    {
        _last = time;
        _lastStream = stream;
        return true;
    }

    // Nearly every sample: its task's row and its chain's innermost frame say the rest.
    private bool FollowsFromTables(in StreamEvent entry)
    {
        if (entry.Stack == 0 || entry.Task < 0 || !entry.Values.IsEmpty)
            return false;
        var frame = _tables.Stacks.FrameKey(_tables.Stacks.FrameOf(entry.Stack));
        if (frame.Offset != entry.Offset || frame.Cookie != entry.Cookie || frame.Bits != (uint)entry.Mode)
            return false;
        return IsOfTask(entry.Task, entry.ThreadId, entry.ProcessId, entry.ExecutableCookie);
    }

    private bool IsOfTask(int row, int threadId, int processId, ulong executableCookie)
    {
        var task = _tables.Tasks.Key(row);
        return task.ThreadId == threadId && task.ProcessId == processId && task.ExecutableCookie == executableCookie;
    }

    private static bool Sample(CtfStream stream, ulong time, int task, int stack, ulong period, int eventIndex)
    {
        if (!stream.TryBegin((byte)CpuEventId.Sample, time, SampleLength, out var body))
            return false;
        // One check of the length in place of one for each field: this is done for every sample.
        body = body[..SampleLength];
        BinaryPrimitives.WriteInt32LittleEndian(body, task);
        BinaryPrimitives.WriteInt32LittleEndian(body[4..], stack);
        BinaryPrimitives.WriteUInt64LittleEndian(body[8..], period);
        BinaryPrimitives.WriteUInt16LittleEndian(body[16..], (ushort)eventIndex);
        stream.Commit();
        return true;
    }

    private static bool SampleInFull(CtfStream stream, ulong time, in StreamEvent entry)
    {
        var values = entry.Values.Span;
        int length = SampleInFullLength + (values.Length * sizeof(ulong));
        if (!stream.TryBegin((byte)CpuEventId.SampleInFull, time, length, out var body))
            return false;
        var record = new CtfRecord(body);
        record.UInt64(entry.Time);
        record.Int32(entry.Task);
        record.Int32(entry.ProcessId);
        record.Int32(entry.ThreadId);
        record.UInt64(entry.ExecutableCookie);
        record.Byte((byte)entry.Mode);
        record.UInt64(entry.Cookie);
        record.UInt64(entry.Offset);
        record.Int32(entry.Stack);
        record.UInt64(entry.Period);
        record.UInt16((ushort)entry.Event);
        record.UInt16((ushort)values.Length);
        record.UInt64s(values);
        stream.Commit();
        return true;
    }

    private static bool Lost(CtfStream stream, ulong time, in StreamEvent entry)
    {
        if (!stream.TryBegin((byte)CpuEventId.Lost, time, LostLength, out var body))
            return false;
        var record = new CtfRecord(body);
        record.UInt64(entry.Time);
        record.Byte((byte)entry.LossCause);
        record.UInt64((ulong)entry.LostCount);
        stream.Commit();
        return true;
    }

    private static bool Data(CtfStream stream, ulong time, in StreamEvent entry)
    {
        var words = entry.Values.Span;
        if (!stream.TryBegin((byte)CpuEventId.Data, time, DataLength + (words.Length * sizeof(ulong)), out var body))
            return false;
        var record = new CtfRecord(body);
        record.UInt64(entry.Time);
        record.Int32(entry.Task);
        record.Int32(entry.ProcessId);
        record.Int32(entry.ThreadId);
        record.UInt64(entry.ExecutableCookie);
        record.UInt64(entry.DataKind);
        record.UInt64(entry.Cookie);
        record.UInt64(entry.Offset);
        record.Int32(words.Length);
        record.UInt64s(words);
        stream.Commit();
        return true;
    }

    private static bool ModuleLoaded(CtfStream stream, ulong time)
    {
        if (!stream.TryBegin((byte)CpuEventId.ModuleLoaded, time, 0, out _))
            return false;
        stream.Commit();
        return true;
    }
}
