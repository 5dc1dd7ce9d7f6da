using OProf.Capture.Sessions;

namespace OProf.Analysis.Profiles;

/// <summary>The keys of a report, and the events it is about.</summary>
internal sealed class ReportKeys
{
    private readonly HashSet<string>? _events;
    private string? _lastEvent;
    private bool _lastWanted;

    internal ReportKeys(IReadOnlyCollection<ProfileKey> by, IReadOnlyCollection<string>? events, bool offCpu = false)
    {
        foreach (var key in by)
        {
            if (!Enum.IsDefined(key))
                throw new ArgumentOutOfRangeException(nameof(by), key, "There is no such key.");
            if (offCpu && key == ProfileKey.Time)
                throw new ArgumentOutOfRangeException(nameof(by), key, "Times off the CPU are not put together by slices of time.");
            if (key == (offCpu ? ProfileKey.Event : ProfileKey.Reason))
                throw new ArgumentOutOfRangeException(nameof(by), key, offCpu ? "Times off the CPU are put together by reason, not by event." : "Only times off the CPU have a reason.");
        }

        OffCpu = offCpu;
        Reason = by.Contains(ProfileKey.Reason);

        Process = by.Contains(ProfileKey.Process);
        Thread = by.Contains(ProfileKey.Thread);
        Line = by.Contains(ProfileKey.Line);
        Address = by.Contains(ProfileKey.Address);
        Time = by.Contains(ProfileKey.Time);
        Symbol = Address || by.Contains(ProfileKey.Symbol);
        Image = Symbol || Line || by.Contains(ProfileKey.Image);
        Cpu = by.Contains(ProfileKey.Cpu);
        Cgroup = by.Contains(ProfileKey.Cgroup);
        Mode = by.Contains(ProfileKey.Mode);
        Event = by.Contains(ProfileKey.Event);
        if (events is { Count: > 0 })
            _events = [.. events];
    }

    /// <summary>Whether the report is of times off the CPU, else of everything else.</summary>
    internal bool OffCpu { get; }

    internal bool Reason { get; }

    internal bool Process { get; }

    internal bool Thread { get; }

    internal bool Image { get; }

    internal bool Symbol { get; }

    internal bool Line { get; }

    internal bool Address { get; }

    /// <summary>Whether a sample in a script counts for the script's line; see <see cref="Profiles.ScriptLines"/>.</summary>
    internal bool ScriptLines => Line && !Address && !Mode;

    internal bool Time { get; }

    internal bool Cpu { get; }

    internal bool Cgroup { get; }

    internal bool Mode { get; }

    internal bool Event { get; }

    /// <summary>Whether tasks are told apart.</summary>
    internal bool Task => IsOfTask || Cgroup;

    /// <summary>Whether rows are of a process or thread.</summary>
    internal bool IsOfTask => Process || Thread;

    /// <summary>Whether a key differs among the frames of one call chain.</summary>
    internal bool Frames => Image || Mode;

    /// <summary>Whether only the places count where samples were taken, and not what was called from there.</summary>
    internal bool IsSelfOnly { get; init; }

    /// <summary>Whether all that is asked of a place is its name, which many places share.</summary>
    internal bool AreNamesEnough => !Line && !Address && !OffCpu;

    /// <summary>Whether samples are looked at by the names of their places: so places are named at once, and not told apart.</summary>
    internal bool ArePlacesNamed => Frames && IsSelfOnly && AreNamesEnough;

    /// <summary>Whether call chains are looked at.</summary>
    internal bool Chains => Frames && !IsSelfOnly;

    /// <summary>
    /// Whether samples of an event belong into the report. Time off the CPU is no part of the time on it, so it does only
    /// where it is asked for. For one thread.
    /// </summary>
    internal bool Wants(string name)
    {
        if (!ReferenceEquals(name, _lastEvent))
        {
            _lastEvent = name;
            bool isOffCpu = OffCpuEvents.Contains(name);
            _lastWanted = _events?.Contains(name) ?? isOffCpu == OffCpu;
            _lastWanted &= isOffCpu || !OffCpu;
        }

        return _lastWanted;
    }
}
