using System.Globalization;
using OProf.Analysis.Profiles;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;

namespace OProf.PowerShell.Objects;

/// <summary>
/// An entry of a session's event stream, with the state that the stream is in at that place. What does not belong to an
/// entry's kind is null.
/// </summary>
public sealed class OProfEvent
{
    private readonly SampleResolver _resolver;
    private readonly StreamEvent _entry;
    private readonly ProfileSample? _sample;
    private readonly PayloadSchema? _schema;
    private PayloadRecord? _fields;

    internal OProfEvent(SampleResolver resolver, in StreamEvent entry)
    {
        _resolver = resolver;
        _entry = entry;
        if (entry.Kind == EventKind.Sample)
            _sample = resolver.Resolve(entry);
        else if (entry.Kind == EventKind.Data)
            _schema = resolver.Source.Schemas[entry.DataKind];
    }

    /// <summary>What the entry says.</summary>
    public EventKind Kind => _entry.Kind;

    /// <summary>CLOCK_MONOTONIC nanoseconds; of a switch, those of the last entry before it that had a time.</summary>
    public long Time => (long)_entry.Time;

    /// <summary>The CPU; -1 before the first CPU switch.</summary>
    public int Cpu => _entry.Cpu;

    /// <summary>Process id; -1 where it is not known.</summary>
    public int ProcessId => _entry.ProcessId;

    /// <summary>Thread id; -1 where it is not known.</summary>
    public int ThreadId => _entry.ThreadId;

    /// <summary>The thread's name; null where it is not known.</summary>
    public string? Command => _sample is not null ? _sample.Command : _entry.Task >= 0 ? _resolver.Source.Tasks[_entry.Task].Command : null;

    /// <summary>Path of the control group that the thread was in; null where it is not known.</summary>
    public string? Cgroup => _entry.Task >= 0 && _resolver.Source.Tasks[_entry.Task].Cgroup is { Length: > 0 } path ? path : null;

    /// <summary>The mode the CPU is in.</summary>
    public ProcessorMode Mode => _entry.Mode;

    /// <summary>The file that the offset is in; 0 for none, all ones where no mapping held the address.</summary>
    public ulong Cookie => _schema is null ? _entry.Cookie : Capture.Sync.Cookie.NoCookie;

    /// <summary>Offset in the file of the cookie; the address itself where there is no file.</summary>
    public ulong? Offset => Kind is EventKind.Sample or EventKind.Data && _schema is null ? _entry.Offset : null;

    /// <summary>The image of a sample, or the file of a cookie switch.</summary>
    public string? Image => _sample?.Image ?? (Kind is EventKind.CookieSwitch or EventKind.Data ? _resolver.Source.Cookies[_entry.Cookie]?.Path : null);

    /// <summary>The task's executable; null where it is not known.</summary>
    public string? Executable => _resolver.Source.Cookies[_entry.ExecutableCookie]?.Path;

    /// <summary>The function of a sample.</summary>
    public string? Symbol => _sample?.Symbol;

    /// <summary>The event of a sample.</summary>
    public string? Event => _sample?.Event;

    /// <summary>What a sample stands for, in the event's unit.</summary>
    public long? Period => _sample?.Period;

    /// <summary>The call chain of a sample, outermost first.</summary>
    public string? CallStack => _sample?.CallStack;

    /// <summary>Why records were lost.</summary>
    public LossCause? LossCause => Kind == EventKind.Lost ? _entry.LossCause : null;

    /// <summary>How many records were lost.</summary>
    public long? LostCount => Kind == EventKind.Lost ? _entry.LostCount : null;

    /// <summary>What a data record is called, such as <c>sched_switch</c>; null where its fields have no names.</summary>
    public string? Name => _schema?.Name;

    /// <summary>The fields of a data record by their names, in their order; null where they have none.</summary>
    /// <exception cref="InvalidDataException">The record's words are not those of its fields.</exception>
    public PayloadRecord? Fields => _schema is null ? null : _fields ??= PayloadReader.Read(_schema, _entry.Values.Span);

    /// <summary>The kind of data, or OProfile's code of it.</summary>
    public ulong? DataKind => Kind == EventKind.Data ? _entry.DataKind : null;

    /// <summary>A group's values, or the words of data without names, in hexadecimal with blanks between them.</summary>
    public string? Value => _entry.Values.IsEmpty || _schema is not null ? null : string.Join(' ', _entry.Values.ToArray().Select(word => word.ToString("x", CultureInfo.InvariantCulture)));

    /// <summary>The sample, so that whatever takes samples takes these entries too; null for other kinds.</summary>
    public static implicit operator ProfileSample?(OProfEvent? entry) => entry?.ToProfileSample();

    /// <summary>The sample; null for other kinds.</summary>
    public ProfileSample? ToProfileSample() => _sample;
}
