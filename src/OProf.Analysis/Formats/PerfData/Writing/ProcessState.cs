namespace OProf.Analysis.Formats.PerfData.Writing;

/// <summary>What has been said of a process.</summary>
/// <param name="executable">Cookie of the program that it runs.</param>
internal sealed class ProcessState(ulong executable)
{
    /// <summary>Cookie of the program that it runs.</summary>
    public ulong Executable { get; } = executable;

    /// <summary>The files that were mapped, with the time from which on they are.</summary>
    public Dictionary<ulong, ulong> Files { get; } = [];

    /// <summary>The pages of memory without a file that were mapped, likewise.</summary>
    public Dictionary<ulong, ulong> Pages { get; } = [];

    /// <summary>Call chains of which everything is mapped.</summary>
    public HashSet<int> Chains { get; } = [];
}
