namespace OProf.Analysis.Formats.Pprof;

/// <summary>Keys of the labels that samples of pprof profiles have; the names are those of perf_data_converter, which makes them of perf.data.</summary>
internal static class PprofLabel
{
    internal const string ProcessId = "pid";
    internal const string ThreadId = "tid";
    internal const string ProcessName = "comm";
    internal const string ThreadName = "thread_comm";
    internal const string Time = "timestamp_ns";
    internal const string Cpu = "cpu";
}
