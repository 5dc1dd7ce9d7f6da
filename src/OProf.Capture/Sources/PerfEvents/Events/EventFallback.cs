using System.Diagnostics.CodeAnalysis;
using OProf.Capture.Native;
using OProf.Capture.Sources.PerfEvents.Abi;

namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>An event in place of one that the machine does not have.</summary>
/// <param name="Definition">The event to open instead.</param>
/// <param name="Sentence">What the session says of it.</param>
internal sealed record EventFallback(EventDefinition Definition, string Sentence)
{
    /// <summary>
    /// The next event to try after perf_event_open refused <paramref name="refused"/>: with modifier P the next lower precise level,
    /// and cpu-clock for cycles where there is no counter. All other events are what the user asked for or nothing. Where it takes
    /// several steps, the last sentence of an event is the one to say.
    /// </summary>
    public static bool TryNext(EventDefinition refused, int errno, [NotNullWhen(true)] out EventFallback? next)
    {
        next = null;
        if (refused is { PreciseMaximum: true, PreciseIp: > 0 } && (errno is Errno.EOPNOTSUPP or Errno.EINVAL))
        {
            var lower = refused.PreciseIp - 1;
            next = new(refused with { PreciseIp = lower }, $"{refused.Name}: the processor's most precise level here is {lower}.");
        }
        else if (IsCycles(refused) && errno is (Errno.ENOENT or Errno.EOPNOTSUPP or Errno.ENODEV or Errno.ENXIO))
        {
            next = new(
                refused with
                {
                    Name = "cpu-clock" + ModifiersOf(refused.Name),
                    Kind = EventKind.Software,
                    Type = (uint)PerfTypeId.PERF_TYPE_SOFTWARE,
                    Config = (ulong)PerfSwIds.PERF_COUNT_SW_CPU_CLOCK,
                    PreciseIp = 0,
                    PreciseMaximum = false,
                    // A period in cycles means nothing to a clock that counts nanoseconds.
                    Period = null,
                },
                $"{refused.Name} is not available ({Errno.NameOf(errno)}: no hardware counter), so cpu-clock samples by time instead; "
                + "a sample period counts nanoseconds, and code that runs with interrupts off is not seen at its place.");
        }

        return next is not null;
    }

    private static bool IsCycles(EventDefinition definition) =>
        definition.Type == (uint)PerfTypeId.PERF_TYPE_HARDWARE && definition.Config == (ulong)PerfHwId.PERF_COUNT_HW_CPU_CYCLES;

    // cycles:upp is cpu-clock:u: a software event has no precise levels.
    private static string ModifiersOf(string name)
    {
        var colon = name.LastIndexOf(':');
        var kept = colon < 0 ? "" : name[(colon + 1)..].Replace("p", "", StringComparison.OrdinalIgnoreCase);
        return kept.Length == 0 ? "" : ":" + kept;
    }
}
