using OProf.Capture.Sources.PerfEvents.Abi;
using static OProf.Capture.Sources.PerfEvents.Abi.PerfSwIds;

namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>Every event of enum perf_sw_ids by perf's names.</summary>
internal static class SoftwareEvents
{
    public static readonly IReadOnlyList<CatalogEvent> All =
    [
        Event("alignment-faults", "", PERF_COUNT_SW_ALIGNMENT_FAULTS, "Unaligned accesses the kernel had to handle; none on x86."),
        Event("bpf-output", "", PERF_COUNT_SW_BPF_OUTPUT, "Records that a BPF program writes; nothing by itself."),
        Event("cgroup-switches", "", PERF_COUNT_SW_CGROUP_SWITCHES, "Switches to a task of another control group."),
        Event("context-switches", "cs", PERF_COUNT_SW_CONTEXT_SWITCHES, "Switches from one task to another."),
        Event("cpu-clock", "", PERF_COUNT_SW_CPU_CLOCK, "A timer of the CPU, in nanoseconds."),
        Event("cpu-migrations", "migrations", PERF_COUNT_SW_CPU_MIGRATIONS, "Moves of a task to another CPU."),
        Event("dummy", "", PERF_COUNT_SW_DUMMY, "Counts nothing; carries records of mappings, names and switches."),
        Event("emulation-faults", "", PERF_COUNT_SW_EMULATION_FAULTS, "Instructions the kernel emulated."),
        Event("major-faults", "", PERF_COUNT_SW_PAGE_FAULTS_MAJ, "Page faults that read from a disk."),
        Event("minor-faults", "", PERF_COUNT_SW_PAGE_FAULTS_MIN, "Page faults that did not read from a disk."),
        Event("page-faults", "faults", PERF_COUNT_SW_PAGE_FAULTS, "Page faults, minor and major."),
        Event("task-clock", "", PERF_COUNT_SW_TASK_CLOCK, "Time the task ran, in nanoseconds."),
    ];

    private static CatalogEvent Event(string name, string alias, PerfSwIds id, string description) =>
        new(name, alias, EventKind.Software, (uint)PerfTypeId.PERF_TYPE_SOFTWARE, (ulong)id, description);
}
