using System.Globalization;

namespace OProf.Capture.Environments;

/// <summary>
/// How much memory the rings of a user may lock: perf_event_mlock_kb for each CPU together, and beyond it RLIMIT_MEMLOCK of the
/// process (kernel/events/core.c, perf_mmap). Rings of other sessions of the same user count against the first.
/// </summary>
/// <param name="Kib">KiB in all; null where nothing limits them or the limit is unknown.</param>
/// <param name="Unlimited">The process is not limited.</param>
internal readonly record struct RingBudget(long? Kib, bool Unlimited)
{
    /// <summary>What the settings allow.</summary>
    public static RingBudget Of(EnvironmentSettings settings)
    {
        if (settings.Has(LinuxCapabilities.CAP_IPC_LOCK) || settings.Paranoid < 0 || settings.MemlockBytes == EnvironmentSettings.Unlimited)
            return new(null, true);
        return settings is { MlockKb: { } perCpu, MemlockBytes: { } bytes }
            ? new((perCpu * settings.Cpus) + (bytes / 1024), false)
            : new(null, false);
    }

    /// <summary>For the end of a sentence: "1032 KiB", "any amount".</summary>
    public string Describe() => Unlimited ? "any amount" : Kib is { } kib ? $"{kib.ToString(CultureInfo.InvariantCulture)} KiB" : "an unknown amount";

    /// <summary>A limit in bytes as KiB.</summary>
    public static string LimitText(long? bytes) => bytes switch
    {
        null => "unknown",
        EnvironmentSettings.Unlimited => "unlimited",
        { } limit => $"{(limit / 1024).ToString(CultureInfo.InvariantCulture)} KiB",
    };
}
