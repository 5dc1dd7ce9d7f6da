using OProf.Capture.Sources.PerfEvents.Abi;
using static OProf.Capture.Sources.PerfEvents.Abi.PerfHwId;

namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>Every event of enum perf_hw_id by perf's names.</summary>
internal static class HardwareEvents
{
    public static readonly IReadOnlyList<CatalogEvent> All =
    [
        Event("branch-instructions", "branches", PERF_COUNT_HW_BRANCH_INSTRUCTIONS, "Branch instructions that retired."),
        Event("branch-misses", "", PERF_COUNT_HW_BRANCH_MISSES, "Branches the processor foretold wrongly."),
        Event("bus-cycles", "", PERF_COUNT_HW_BUS_CYCLES, "Cycles of the bus; not the same as those of the CPU."),
        Event("cache-misses", "", PERF_COUNT_HW_CACHE_MISSES, "Accesses that no cache could serve, mostly of the last level."),
        Event("cache-references", "", PERF_COUNT_HW_CACHE_REFERENCES, "Accesses to the cache, mostly the last level's."),
        Event("cpu-cycles", "cycles", PERF_COUNT_HW_CPU_CYCLES, "Cycles of the CPU; change with its frequency."),
        Event("instructions", "", PERF_COUNT_HW_INSTRUCTIONS, "Instructions that retired."),
        Event("ref-cycles", "", PERF_COUNT_HW_REF_CPU_CYCLES, "Cycles at a constant rate, whatever the CPU's frequency."),
        Event("stalled-cycles-backend", "idle-cycles-backend", PERF_COUNT_HW_STALLED_CYCLES_BACKEND, "Cycles with nothing retired for lack of data or units."),
        Event("stalled-cycles-frontend", "idle-cycles-frontend", PERF_COUNT_HW_STALLED_CYCLES_FRONTEND, "Cycles with nothing issued for lack of instructions."),
    ];

    private static CatalogEvent Event(string name, string alias, PerfHwId id, string description) =>
        new(name, alias, EventKind.Hardware, (uint)PerfTypeId.PERF_TYPE_HARDWARE, (ulong)id, description);
}
