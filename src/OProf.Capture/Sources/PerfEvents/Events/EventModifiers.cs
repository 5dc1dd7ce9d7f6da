namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>
/// What the letters after an event's colon add up to (perf-list(1), "EVENT MODIFIERS"; tools/perf/util/parse-events.c). Unlike in
/// perf, guests stay excluded until G asks for them, whatever the other letters are.
/// </summary>
internal struct EventModifiers
{
    /// <summary>Every letter that can be added.</summary>
    public const string Letters = "ukhHGIpPDeS";

    private bool _levelGiven;
    private bool _hostGiven;
    private int _precise;

    public EventModifiers()
    {
        ExcludeGuest = true;
    }

    public bool ExcludeUser { get; private set; }

    public bool ExcludeKernel { get; private set; }

    public bool ExcludeHv { get; private set; }

    public bool ExcludeIdle { get; private set; }

    public bool ExcludeHost { get; private set; }

    public bool ExcludeGuest { get; private set; }

    public bool PreciseMaximum { get; private set; }

    public bool Pinned { get; private set; }

    public bool Exclusive { get; private set; }

    /// <summary>S: samples carry the values of the group, as they do here in any case.</summary>
    public bool SampleRead { get; private set; }

    public readonly int PreciseIp => PreciseMaximum ? 3 : _precise;

    /// <summary>Adds a letter.</summary>
    /// <returns>Null, or the sentence that says why it cannot be added.</returns>
    public string? Add(char letter)
    {
        switch (letter)
        {
            case 'u':
                RestrictLevels();
                ExcludeUser = false;
                break;
            case 'k':
                RestrictLevels();
                ExcludeKernel = false;
                break;
            case 'h':
                RestrictLevels();
                ExcludeHv = false;
                break;
            case 'G':
                RestrictHosts();
                ExcludeGuest = false;
                break;
            case 'H':
                RestrictHosts();
                ExcludeHost = false;
                break;
            case 'I':
                ExcludeIdle = true;
                break;
            case 'p':
                if (++_precise > 3)
                    return "Precise levels end at 3 (ppp).";
                break;
            case 'P':
                PreciseMaximum = true;
                break;
            case 'D':
                Pinned = true;
                break;
            case 'e':
                Exclusive = true;
                break;
            case 'S':
                SampleRead = true;
                break;
            case 'W':
                return "Modifier W (weak group) is perf stat's: a group is either scheduled as a whole here or it is an error.";
            case 'b':
                return "Modifier b (BPF counters) is perf stat's: samples cannot be taken that way.";
            default:
                return $"'{letter}' is no event modifier.";
        }

        return null;
    }

    // The first of u, k, h excludes the other two; each further one lets its own in again.
    private void RestrictLevels()
    {
        if (_levelGiven)
            return;
        _levelGiven = ExcludeUser = ExcludeKernel = ExcludeHv = true;
    }

    private void RestrictHosts()
    {
        if (_hostGiven)
            return;
        _hostGiven = ExcludeHost = ExcludeGuest = true;
    }
}
