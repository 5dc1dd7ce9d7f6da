using OProf.Capture.Environments;
using OProf.Capture.Native;
using OProf.Capture.Sessions;

namespace OProf.Capture.Sources.PerfEvents;

/// <summary>
/// Who may open tracepoints: their records can hold anything of the kernel's, so that unlike a sampled event they ask for paranoid
/// -1 or CAP_PERFMON, but for some of the own tasks (perf_trace_event_perm in kernel/trace/trace_event_perf.c).
/// </summary>
internal static class TracepointAccess
{
    /// <summary>The error for a tracepoint that may not be opened.</summary>
    public static CaptureException ErrorOf(string name, int errno)
    {
        var settings = EnvironmentSettings.Read();
        string confinement = PermissionRemedy.Confinement(settings);
        return new CaptureException(
            new(
                CaptureErrorId.TracepointAccess,
                CaptureErrorCategory.PermissionDenied,
                $"Not allowed to open the tracepoint {name} ({Errno.NameOf(errno)}: kernel.perf_event_paranoid is {settings.Paranoid?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"}, {PermissionRemedy.Missing(settings, LinuxCapabilities.CAP_PERFMON)}).",
                confinement.Length > 0 ? confinement : "Lower kernel.perf_event_paranoid (sudo sysctl kernel.perf_event_paranoid=-1), run with CAP_PERFMON (sudo setcap cap_perfmon=ep <the executable>), or run as root."),
            name);
    }
}
