using System.Globalization;
using OProf.Capture.Sources.PerfEvents.Events;

namespace OProf.Capture.Environments;

/// <summary>Reads the settings out of a proc file system (proc(5)).</summary>
/// <param name="proc">Where it is mounted.</param>
internal sealed class EnvironmentSettingsReader(string proc)
{
    /// <summary>All settings; null is what is not there or cannot be understood.</summary>
    public EnvironmentSettings Read()
    {
        var status = Lines("self/status");
        var limits = Lines("self/limits");
        return new()
        {
            Paranoid = (int?)Sysctl("kernel/perf_event_paranoid"),
            KptrRestrict = (int?)Sysctl("kernel/kptr_restrict"),
            MlockKb = Sysctl("kernel/perf_event_mlock_kb"),
            MaxSampleRate = Sysctl("kernel/perf_event_max_sample_rate"),
            PtraceScope = (int?)Sysctl("kernel/yama/ptrace_scope"),
            MemlockBytes = Limit(limits, "Max locked memory", hard: false),
            FileLimit = Limit(limits, "Max open files", hard: false),
            FileHardLimit = Limit(limits, "Max open files", hard: true),
            NiceLimit = Limit(limits, "Max nice priority", hard: false),
            OpenFiles = CountOpenFiles(),
            Capabilities = Field(status, "CapEff:") is { } mask
                && ulong.TryParse(mask, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits)
                ? (LinuxCapabilities)bits
                : LinuxCapabilities.None,
            Seccomp = (int?)Number(Field(status, "Seccomp:")),
            Cpus = Environment.ProcessorCount,
        };
    }

    private string[] Lines(string file) => SmallFile.Read(Path.Combine(proc, file))?.Split('\n') ?? [];

    private long? Sysctl(string name)
    {
        var value = Number(SmallFile.Read(Path.Combine(proc, "sys", name)));
        return value is >= int.MinValue and <= int.MaxValue ? value : null;
    }

    private int? CountOpenFiles()
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(proc, "self/fd")).Count();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Field(string[] lines, string name) =>
        lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim();

    // "Max open files            20000                20000                files"
    private static long? Limit(string[] lines, string name, bool hard)
    {
        var columns = Field(lines, name)?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (columns is not { Length: >= 2 })
            return null;
        var value = columns[hard ? 1 : 0];
        return value == "unlimited" ? EnvironmentSettings.Unlimited : Number(value);
    }

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
}
