namespace OProf.Capture.Native;

/// <summary>The last argument of perf_event_open(2) (linux/perf_event.h).</summary>
[Flags]
internal enum PerfEventOpenFlags : uint
{
    None = 0,
    PERF_FLAG_FD_NO_GROUP = 1U << 0,
    PERF_FLAG_FD_OUTPUT = 1U << 1,
    PERF_FLAG_PID_CGROUP = 1U << 2,
    PERF_FLAG_FD_CLOEXEC = 1U << 3,
}
