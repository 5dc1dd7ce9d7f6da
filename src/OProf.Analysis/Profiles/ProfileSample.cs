using System.Globalization;
using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>
/// A sample as it goes down a pipeline: a few integers; names are looked up when they are asked for, and each once. Its
/// properties, in their order, are the columns of a table of samples; everything else is a method.
/// </summary>
public sealed class ProfileSample
{
    private readonly ulong[]? _values;
    private readonly short _event;
    private readonly byte _mode;

    internal ProfileSample(SampleResolver resolver, in StreamEvent entry)
    {
        Resolver = resolver;
        Time = (long)entry.Time;
        Cpu = entry.Cpu;
        ProcessId = entry.ProcessId;
        ThreadId = entry.ThreadId;
        Task = entry.Task;
        Period = (long)entry.Period;
        Offset = entry.Offset;
        Cookie = entry.Cookie;
        Stack = entry.Stack;
        _event = (short)entry.Event;
        _mode = (byte)entry.Mode;
        if (!entry.Values.IsEmpty)
            _values = entry.Values.ToArray();
    }

    /// <summary>CLOCK_MONOTONIC nanoseconds.</summary>
    public long Time { get; }

    /// <summary>The CPU it was taken on; -1 where that is not known.</summary>
    public int Cpu { get; }

    /// <summary>Process id; -1 where it is not known.</summary>
    public int ProcessId { get; }

    /// <summary>Thread id; 0 for a CPU's idle task, -1 where it is not known.</summary>
    public int ThreadId { get; }

    /// <summary>The thread's name at that time, at most 15 bytes; perf's <c>:TID</c> where it is not known.</summary>
    public string Command => Resolver.CommandOf(Task, ThreadId);

    /// <summary>The mode the CPU was in.</summary>
    public ProcessorMode Mode => (ProcessorMode)_mode;

    /// <summary>Name of the event.</summary>
    public string Event => Resolver.EventOf(_event);

    /// <summary>What the sample stands for, in the event's unit: nanoseconds for the clocks, else occurrences; 0 where it was not recorded.</summary>
    public long Period { get; }

    /// <summary>The file, by its path, or one of perf's names in brackets; <c>[unknown]</c> where no mapping held the address.</summary>
    public string Image => Resolver.NameOf(this).Image;

    /// <summary>Offset in the image, in bytes; the address itself for the kernel and for memory without a file.</summary>
    public ulong Offset { get; }

    /// <summary>The function; <c>[unknown]</c> where it has no name.</summary>
    public string Symbol => Resolver.NameOf(this).Symbol;

    /// <summary>
    /// The call chain's symbols, outermost first, the sample's own last, separated by <c>;</c> (one within a name is shown as
    /// <c>:</c>). Empty where no call chain was taken; the sample's own symbol alone where a flight recorder has dropped the
    /// chain since.
    /// </summary>
    public string CallStack => Resolver.Fold(this);

    /// <summary>The image's cookie; 0 for the kernel and for memory without a file, all ones where no mapping held the address.</summary>
    public ulong Cookie { get; }

    /// <summary>
    /// Path of the control group that the thread was in, from the hierarchy's root on; <c>[cgroup ID]</c> where its path is not known,
    /// null where the capture does not tell the group.
    /// </summary>
    public string? Cgroup => Resolver.CgroupOf(Task);

    internal SampleResolver Resolver { get; }

    internal int Task { get; }

    internal int Stack { get; }

    internal int EventIndex => _event;

    internal ReadOnlySpan<ulong> Values => _values;

    /// <summary>The values of the sample's group of events, in the order of the group: what each counted since the last sample. Empty without a group.</summary>
    public IReadOnlyList<EventValue> GetValues() => _values is null ? [] : Resolver.ValuesOf(_event, _values);

    /// <summary>The call chain, innermost frame first; the sample's own place alone where no call chain was taken.</summary>
    public IReadOnlyList<ProfileFrame> GetFrames() => Resolver.FramesOf(this);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Time / 1e9:F6} [{Cpu}] {Command} {ProcessId}/{ThreadId} {Event}: {Symbol} ({Image})");
}
