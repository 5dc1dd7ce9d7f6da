namespace OProf.Oracle.Tests.PerfData;

/// <summary>What samples of one event, command, file and function come to.</summary>
internal sealed class ReportRow
{
    public long Samples { get; set; }

    public long Period { get; set; }

    /// <summary>The share as perf prints it; null where rows were put together.</summary>
    public string? Share { get; set; }

    public int Rows { get; set; }
}
