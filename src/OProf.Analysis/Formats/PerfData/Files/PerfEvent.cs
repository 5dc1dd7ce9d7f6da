namespace OProf.Analysis.Formats.PerfData.Files;

/// <summary>An event of a file.</summary>
internal sealed class PerfEvent(PerfAttr attr)
{
    public PerfAttr Attr { get; } = attr;

    /// <summary>The kernel's ids of it, one for each CPU or thread.</summary>
    public IReadOnlyList<ulong> Ids { get; set; } = [];

    /// <summary>What perf calls it; empty where the file does not say.</summary>
    public string Name { get; set; } = "";
}
