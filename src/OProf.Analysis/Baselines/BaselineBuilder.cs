using OProf.Analysis.Counters;
using OProf.Analysis.Profiles.Columns;
using OProf.Capture.Counters;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Baselines;

/// <summary>Makes baselines, and what is compared with them, of measurements and sessions.</summary>
public static class BaselineBuilder
{
    /// <summary>The event that is sampled where no other is asked for: every machine has it, so that the file is good for all of them.</summary>
    public const string DefaultEvent = "cpu-clock";

    // Ratios of what else ran or of single events say nothing.
    private static readonly string[] s_ratios = ["task-clock", "cycles", "instructions"];

    private static string Version { get; } = typeof(BaselineBuilder).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>The baseline of a measurement.</summary>
    /// <param name="measurement">The measurement; none of its runs failed.</param>
    /// <param name="reference">What it was measured in turn with; null for nothing.</param>
    /// <param name="eventName">The event whose samples count; null for <see cref="DefaultEvent"/>.</param>
    /// <param name="isUserOnly">Whether samples in the kernel are left out.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="CaptureException">It was sampled by another event.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Baseline Of(
        CommandMeasurement measurement, CommandMeasurement? reference, string? eventName, bool isUserOnly, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(measurement);
        return new Baseline
        {
            Name = measurement.Name,
            Reference = reference?.Name,
            IsBlock = measurement.Runs[0].ProcessId is null,
            Repeat = measurement.Repeat,
            WarmUp = measurement.WarmUp,
            RunTime = measurement.WallTime + (reference?.WallTime ?? TimeSpan.Zero),
            Machine = BaselineMachine.Current,
            Version = Version,
            Counters = [.. measurement.Counters.Where(IsCounted).Select(counter => new BaselineSeries(counter.Name, counter.Unit, [.. counter.Values]))],
            Ratios = reference is null ? [] : [.. Ratios(measurement, reference)],
            Profile = ProfileOf(measurement.Sessions, eventName ?? DefaultEvent, isUserOnly, cancellation),
        };
    }

    /// <summary>What sessions have to be compared: shares alone.</summary>
    /// <param name="sessions">The sessions; one at least.</param>
    /// <param name="eventName">The event whose samples count.</param>
    /// <param name="isUserOnly">Whether samples in the kernel are left out.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="CaptureException">They have samples of other events.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Baseline Of(IReadOnlyList<Session> sessions, string eventName, bool isUserOnly, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        return new Baseline
        {
            Name = sessions[0].Name,
            Repeat = sessions.Count,
            RunTime = TimeSpan.FromTicks((long)sessions.Average(session => session.Elapsed.Ticks)),
            Machine = BaselineMachine.Current,
            Version = Version,
            Profile = ProfileOf(sessions, eventName, isUserOnly, cancellation),
        };
    }

    private static BaselineProfile? ProfileOf(IReadOnlyList<Session> sessions, string eventName, bool isUserOnly, CancellationToken cancellation)
    {
        if (sessions.Count == 0)
            return null;
        var profiles = sessions.Select(session => Profile.Of(session, null, null, cancellation)).ToList();
        var options = sessions[0].Options;
        int? frequency = options.Period is null ? options.Frequency ?? CaptureOptions.DefaultFrequency : null;
        if (ProfileShares.Of(profiles, ProfileShares.BaseOf(eventName), isUserOnly, frequency) is { } shares)
            return shares;
        var others = profiles.SelectMany(profile => profile.Events).Select(row => row.Name).Distinct().ToList();
        throw others.Count == 0 || others.Exists(name => ProfileShares.BaseOf(name) == ProfileShares.BaseOf(eventName))
            ? BaselineErrors.NoSamples(sessions[0].Name, eventName, isUserOnly)
            : BaselineErrors.OtherEvent(eventName, $"samples of {string.Join(", ", others)}");
    }

    private static bool IsCounted(CounterSummary counter) => counter.Status == CounterStatus.Counted;

    private static IEnumerable<BaselineSeries> Ratios(CommandMeasurement measurement, CommandMeasurement reference)
    {
        foreach (var counter in measurement.Counters.Where(counter => IsCounted(counter) && s_ratios.Contains(EventName.Of(counter.Name).Base)))
        {
            if (reference.Counters[counter.Name] is not { } other)
                continue;
            var values = counter.ByRun.Zip(other.ByRun).Where(pair => pair.First > 0 && pair.Second > 0).Select(pair => pair.First / pair.Second).ToList();
            if (values.Count > 0)
                yield return new BaselineSeries(counter.Name, "", values);
        }
    }
}
