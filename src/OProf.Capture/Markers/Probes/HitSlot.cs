using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers.Probes;

/// <summary>A copy of a hit, in room that is used again and again.</summary>
internal sealed class HitSlot
{
    private ulong[] _words = [];
    private int _length;

    public MarkerInfo? Marker { get; private set; }

    public ulong Time { get; private set; }

    private int Cpu { get; set; }

    private int ProcessId { get; set; }

    private int ThreadId { get; set; }

    private int Task { get; set; }

    private ulong ExecutableCookie { get; set; }

    /// <summary>Whether it is in the stream.</summary>
    public bool IsRecorded { get; private set; }

    /// <summary>The hit again.</summary>
    public MarkerHit Hit => new()
    {
        Time = Time,
        Cpu = Cpu,
        ProcessId = ProcessId,
        ThreadId = ThreadId,
        Task = Task,
        ExecutableCookie = ExecutableCookie,
        Marker = Marker!,
        Words = _words.AsSpan(0, _length),
    };

    /// <summary>Takes a copy.</summary>
    public void Set(in MarkerHit hit, bool isRecorded)
    {
        IsRecorded = isRecorded;
        Marker = hit.Marker;
        Time = hit.Time;
        Cpu = hit.Cpu;
        ProcessId = hit.ProcessId;
        ThreadId = hit.ThreadId;
        Task = hit.Task;
        ExecutableCookie = hit.ExecutableCookie;
        _length = hit.Words.Length;
        if (_words.Length < _length)
            _words = new ulong[Math.Max(_length, 8)];
        hit.Words.CopyTo(_words);
    }

    /// <summary>The hit for users.</summary>
    /// <exception cref="InvalidDataException">Its words are not as its marker's schema says.</exception>
    public ProbeHit ToProbeHit(SessionTables tables) => new(
        Marker!, Time, Cpu, ProcessId, ThreadId, Task < 0 ? "" : tables.Tasks[Task].Command, PayloadReader.Read(Marker!.Schema, _words.AsSpan(0, _length)));
}
