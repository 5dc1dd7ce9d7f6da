namespace OProf.Capture.Sync;

/// <content>Data records with a schema.</content>
public sealed partial class EventStreamWriter
{
    // CPU 3, task 4 + 3, what names the task 7, the record's head 6.
    private const int MaxPayloadHead = 23;

    /// <summary>Puts in a data record, after the CPU and the task where they are not the last ones said.</summary>
    /// <returns>False where it did not fit.</returns>
    public bool Payload(in StreamPayload payload)
    {
        var room = Reserve(MaxPayloadHead + payload.Words.Length);
        if (room.IsEmpty)
            return false;
        BeginEntry();
        int n = 0;
        if (payload.Cpu != _cpu)
            CpuSwitch(room, ref n, payload.Cpu);
        if (payload.ThreadId != _threadId || payload.ProcessId != _processId || payload.Task != _task)
        {
            _threadId = payload.ThreadId;
            _processId = payload.ProcessId;
            _task = payload.Task;
            _executable = payload.ExecutableCookie;
            Put(room, ref n, EventCode.Escape, EventCode.ContextSwitch, (uint)payload.ThreadId, payload.ExecutableCookie);
            Put(room, ref n, EventCode.Escape, EventCode.ContextTgid, (uint)payload.ProcessId);

            // Of what this says, only the task outlasts the record.
            Put(room, ref n, EventCode.Escape, EventCode.SampleInfo, 4);
            Put(room, ref n, payload.Time, 0, 0, (uint)payload.Task);
        }

        Put(room, ref n, EventCode.Escape, EventCode.Data, 3 + (ulong)payload.Words.Length);
        Put(room, ref n, payload.Time, payload.Kind, 0);
        payload.Words.CopyTo(room[n..]);
        _buffer.Commit(n + payload.Words.Length);
        return true;
    }
}
