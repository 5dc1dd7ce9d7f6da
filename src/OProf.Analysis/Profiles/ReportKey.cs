using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>What the samples of a row have in common; null for what is no key of the report.</summary>
internal readonly record struct ReportKey(
    string? Event, int? Cpu, int? ProcessId, int? ThreadId, string? Command, ProcessorMode? Mode, string? Image, string? Symbol, OffCpuReason? Reason,
    string? SourceFile, int? Line, ulong? Address, long? Time, string? Cgroup);
