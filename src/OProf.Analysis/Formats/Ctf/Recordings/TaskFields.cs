using OProf.Analysis.Formats.Ctf.Reading;

namespace OProf.Analysis.Formats.Ctf.Recordings;

/// <summary>Where a kind of stream says the task of an event: context fields of LTTng (pid, tid, procname; vpid and vtid in user space).</summary>
internal sealed class TaskFields
{
    private readonly int _processId;
    private readonly int _threadId;
    private readonly int _command;

    internal TaskFields(StreamLayout stream)
    {
        _processId = Find(stream, "pid") is var pid && pid >= 0 ? pid : Find(stream, "vpid");
        _threadId = Find(stream, "tid") is var tid && tid >= 0 ? tid : Find(stream, "vtid");
        _command = Find(stream, "procname");
    }

    /// <summary>Reads the ids of an event's task; -1 for what is not said.</summary>
    internal void Read(CtfStreamReader reader, out int processId, out int threadId)
    {
        processId = _processId < 0 ? -1 : (int)reader.StreamContext.GetInt64(_processId);
        threadId = _threadId < 0 ? -1 : (int)reader.StreamContext.GetInt64(_threadId);
    }

    /// <summary>The name of an event's thread; empty where it is not said.</summary>
    internal ReadOnlySpan<byte> Command(CtfStreamReader reader) => _command < 0 ? default : reader.StreamContext.GetBytes(_command);

    private static int Find(StreamLayout stream, string name)
    {
        var fields = stream.EventContext?.Children ?? [];
        return Array.FindIndex(fields, field => field.Name == name && (name == "procname" ? field.IsText : field.Kind == LayoutKind.Integer));
    }
}
