namespace OProf.Analysis.Profiles;

/// <summary>What a report by control group has to say where no sample tells its group.</summary>
public static class CgroupNotice
{
    /// <summary>The sentence; null where there is nothing to say.</summary>
    /// <param name="by">The report's keys.</param>
    /// <param name="cgroups">The groups of its rows.</param>
    public static string? Of(IReadOnlyList<ProfileKey> by, IReadOnlyCollection<string?> cgroups)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(cgroups);
        return by.Contains(ProfileKey.Cgroup) && cgroups.Count > 0 && cgroups.All(static group => group == FrameName.Unknown)
            ? "The capture does not tell the control groups of its samples. Live sessions do on Linux 5.7 and later with CONFIG_CGROUP_PERF; perf record does with --all-cgroups."
            : null;
    }
}
